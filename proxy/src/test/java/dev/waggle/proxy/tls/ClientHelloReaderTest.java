package dev.waggle.proxy.tls;

import static dev.waggle.proxy.tls.RawHello.TLS_1_2;
import static dev.waggle.proxy.tls.RawHello.alpn;
import static dev.waggle.proxy.tls.RawHello.concat;
import static dev.waggle.proxy.tls.RawHello.extension;
import static dev.waggle.proxy.tls.RawHello.message;
import static dev.waggle.proxy.tls.RawHello.record;
import static dev.waggle.proxy.tls.RawHello.serverName;
import static dev.waggle.proxy.tls.RawHello.u16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloReaderTest {

    private static final int MAX_BYTES = 16 * 1024;
    private static final byte[] EXTENSIONS =
            concat(
                    extension(0x4a4a, new byte[3]),
                    serverName("Blog.Example.org."),
                    alpn("h2", "x"));

    @Test
    void readsNameAndProtocols() throws Exception {
        ClientHello hello = read(record(TLS_1_2, EXTENSIONS));

        assertThat(hello.serverName()).isEqualTo("blog.example.org");
        assertThat(hello.offeredProtocols()).containsExactly("h2", "x");
    }

    @Test
    void readsAHelloWithoutBoth() throws Exception {
        assertThat(read(record(TLS_1_2, new byte[0])).serverName()).isEmpty();
        assertThat(read(record(TLS_1_2, new byte[0])).offeredProtocols()).isEmpty();
    }

    @Test
    void readsTheSameHoweverTheBytesArrive() throws Exception {
        byte[] whole = record(TLS_1_2, EXTENSIONS);
        ClientHelloReader reader = new ClientHelloReader(MAX_BYTES);
        for (int i = 0; i < whole.length; i++) {
            assertThat(reader.read(Unpooled.wrappedBuffer(whole, 0, i))).isNull();
        }
        assertThat(reader.read(Unpooled.wrappedBuffer(whole))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 50, 100})
    void readsTheSameHoweverItIsCutIntoRecords(int bytesPerRecord) throws Exception {
        byte[] message = message(TLS_1_2, EXTENSIONS);
        byte[] cut = new byte[0];
        for (int at = 0; at < message.length; at += bytesPerRecord) {
            int end = Math.min(message.length, at + bytesPerRecord);
            cut = concat(cut, record(Arrays.copyOfRange(message, at, end)));
        }

        assertThat(read(cut).serverName()).isEqualTo("blog.example.org");
        ClientHelloReader reader = new ClientHelloReader(MAX_BYTES);
        for (int i = 0; i < cut.length; i++) {
            assertThat(reader.read(Unpooled.wrappedBuffer(cut, 0, i))).isNull();
        }
        assertThat(reader.read(Unpooled.wrappedBuffer(cut))).isNotNull();
    }

    /** CVE-2026-45416: 9 bytes that promise 16 MiB. */
    @Test
    void refusesAHelloThatPromisesMoreThanTheLimitAfterNineBytes() {
        byte[] nine = {22, 3, 1, 2, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff};

        assertThat(failure(nine)).isEqualTo(HandshakeFailure.CLIENT_HELLO_TOO_LARGE);
    }

    @Test
    void refusesAFloodOfTinyRecords() {
        byte[] message = message(TLS_1_2, EXTENSIONS);
        byte[] cut = new byte[0];
        for (byte one : message) {
            cut = concat(cut, record(new byte[] {one}));
        }

        assertThat(failure(cut)).isEqualTo(HandshakeFailure.CLIENT_HELLO_TOO_LARGE);
    }

    @Test
    void refusesEmptyRecords() {
        assertThat(failure(concat(record(new byte[0]), record(TLS_1_2, EXTENSIONS))))
                .isEqualTo(HandshakeFailure.CLIENT_HELLO_MALFORMED);
    }

    @Test
    void refusesRecordsThatAreTooLong() {
        assertThat(failure(concat(new byte[] {22, 3, 1}, u16(0x4001), new byte[] {1, 0, 0, 9})))
                .isEqualTo(HandshakeFailure.CLIENT_HELLO_TOO_LARGE);
    }

    @Test
    void refusesWhatIsNoHandshakeFromItsFirstByte() {
        assertThat(failure(new byte[] {'G'})).isEqualTo(HandshakeFailure.NOT_TLS);
        assertThat(failure(new byte[] {21, 3, 1, 0, 2, 2, 40})).isEqualTo(HandshakeFailure.NOT_TLS);
        assertThat(failure(new byte[] {22, 2, 0, 0, 4, 1, 0, 0, 0}))
                .isEqualTo(HandshakeFailure.NOT_TLS);
        assertThat(failure(record(new byte[] {2, 0, 0, 0}))).isEqualTo(HandshakeFailure.NOT_TLS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                "-a.example",
                "a b.example",
                "a/b.example",
                "192.0.2.1",
                "[::1]",
                "*.example.org",
                "b\u00fccher.example",
                "a\u0000.example"
            })
    void refusesWhatIsNoHostName(String name) {
        assertThat(failure(record(TLS_1_2, serverName(name))))
                .isEqualTo(HandshakeFailure.INVALID_NAME);
    }

    @Test
    void refusesTwoNames() {
        assertThat(
                        failure(
                                record(
                                        TLS_1_2,
                                        concat(serverName("a.example"), serverName("b.example")))))
                .isEqualTo(HandshakeFailure.CLIENT_HELLO_MALFORMED);
        byte[] two = concat(new byte[] {0}, u16(1), new byte[] {'a', 0}, u16(1), new byte[] {'b'});
        assertThat(failure(record(TLS_1_2, extension(0, concat(u16(two.length), two)))))
                .isEqualTo(HandshakeFailure.CLIENT_HELLO_MALFORMED);
    }

    @Test
    void refusesProtocolsWithoutText() {
        assertThat(failure(record(TLS_1_2, alpn())))
                .isEqualTo(HandshakeFailure.CLIENT_HELLO_MALFORMED);
        assertThat(failure(record(TLS_1_2, alpn("h2", ""))))
                .isEqualTo(HandshakeFailure.CLIENT_HELLO_MALFORMED);
    }

    @Test
    void anyTruncationInsideTheMessageIsRefusedAndNeverThrowsAnythingElse() {
        byte[] message = message(TLS_1_2, EXTENSIONS);
        for (int bodyBytes = 0; bodyBytes < message.length - 4; bodyBytes++) {
            byte[] shorter =
                    concat(
                            new byte[] {1},
                            RawHello.u24(bodyBytes),
                            Arrays.copyOfRange(message, 4, 4 + bodyBytes));
            boolean endsBeforeExtensions = bodyBytes == 2 + 32 + 1 + 2 + 4 + 2;
            if (!endsBeforeExtensions) {
                assertThat(failure(record(shorter)))
                        .isEqualTo(HandshakeFailure.CLIENT_HELLO_MALFORMED);
            }
        }
    }

    private static ClientHello read(byte[] bytes) throws HandshakeRefused {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        ClientHello hello = new ClientHelloReader(MAX_BYTES).read(in);
        assertThat(in.readableBytes()).isEqualTo(bytes.length);
        return hello == null ? fail("not complete") : hello;
    }

    private static HandshakeFailure failure(byte[] bytes) {
        try {
            ClientHello hello =
                    new ClientHelloReader(MAX_BYTES).read(Unpooled.wrappedBuffer(bytes));
            return fail("was not refused: " + hello);
        } catch (HandshakeRefused e) {
            return e.failure();
        }
    }
}
