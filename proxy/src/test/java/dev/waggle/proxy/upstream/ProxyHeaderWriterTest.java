package dev.waggle.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.ProxyHeader;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers read, by somebody else's decoder, as what they are to say. */
class ProxyHeaderWriterTest {
    @ParameterizedTest
    @CsvSource({
        "V1, 192.0.2.7, TCP4",
        "V1, 2001:db8:0:0:0:0:0:7, TCP6",
        "V2, 192.0.2.7, TCP4",
        "V2, 2001:db8:0:0:0:0:0:7, TCP6"
    })
    void namesTheClientAndThePortThatItReached(
            ProxyHeader version, String client, HAProxyProxiedProtocol protocol) {
        HAProxyMessage read = read(header(version, client, 51_234, 443));
        assertThat(read.command()).isEqualTo(HAProxyCommand.PROXY);
        assertThat(read.proxiedProtocol()).isEqualTo(protocol);
        assertThat(List.of(read.sourceAddress())).containsAnyOf(client, "2001:db8::7");
        assertThat(read.sourcePort()).isEqualTo(51_234);
        assertThat(read.destinationPort()).isEqualTo(443);
        read.release();
    }

    @Test
    void aQuestionOfTheProxysOwnHasNoClient() {
        assertThat(text(ProxyHeaderWriter.header(ProxyHeader.V1, null, 0, 0)))
                .isEqualTo("PROXY UNKNOWN\r\n");
        HAProxyMessage read = read(ProxyHeaderWriter.header(ProxyHeader.V2, null, 0, 0));
        assertThat(read.command()).isEqualTo(HAProxyCommand.LOCAL);
        read.release();
    }

    @Test
    void theLineIsTheOneOfTheSpecification() {
        assertThat(text(header(ProxyHeader.V1, "192.0.2.7", 51_234, 80)))
                .isEqualTo("PROXY TCP4 192.0.2.7 0.0.0.0 51234 80\r\n");
        assertThat(text(header(ProxyHeader.V1, "2001:db8::7", 51_234, 80)))
                .isEqualTo("PROXY TCP6 2001:db8:0:0:0:0:0:7 :: 51234 80\r\n");
    }

    private static byte[] header(
            ProxyHeader version, String client, int clientPort, int reachedPort) {
        return ProxyHeaderWriter.header(
                version,
                NetUtil.createInetAddressFromIpAddressString(client),
                clientPort,
                reachedPort);
    }

    private static String text(byte[] header) {
        return new String(header, StandardCharsets.US_ASCII);
    }

    private static HAProxyMessage read(byte[] header) {
        EmbeddedChannel channel = new EmbeddedChannel(new HAProxyMessageDecoder());
        channel.writeInbound(Unpooled.wrappedBuffer(header));
        HAProxyMessage message = channel.readInbound();
        channel.finishAndReleaseAll();
        return message;
    }
}
