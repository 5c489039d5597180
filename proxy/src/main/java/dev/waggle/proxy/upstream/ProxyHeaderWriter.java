package dev.waggle.proxy.upstream;

import dev.waggle.proxy.exchange.ClientConnection;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.routing.ProxyHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the PROXY protocol's header before the first bytes of a connection to a task, those of TLS
 * included, and gets out of the way (haproxy.org, "The PROXY protocol", 2020/03/05, sections 2.1
 * and 2.2). Belongs to one connection and its event loop.
 *
 * <p>The destination is the unspecified address with the port that the client reached: which
 * address that was, a container does not know.
 */
final class ProxyHeaderWriter extends ChannelOutboundHandlerAdapter {
    private static final byte[] SIGNATURE = {
        '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
    };
    private static final int VERSION_2_LOCAL = 0x20;
    private static final int VERSION_2_PROXY = 0x21;
    private static final int UNSPECIFIED = 0;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final int PORTS_BYTES = 4;

    /** Of a client that a trusted proxy named: its fields have no ports. */
    private static final int UNKNOWN_PORT = 0;

    private final byte[] header;

    private ProxyHeaderWriter(byte[] header) {
        this.header = header;
    }

    /** What writes the header of the client whose exchange this is. */
    static ProxyHeaderWriter of(ProxyHeader version, Exchange exchange) {
        ClientConnection connection = exchange.client();
        byte[] text = exchange.identity().clientAddress();
        boolean isPeer = Arrays.equals(text, connection.identity().clientAddress());
        return new ProxyHeaderWriter(
                header(
                        version,
                        connection.isOwn() ? null : addressOf(text),
                        isPeer ? connection.peer().getPort() : UNKNOWN_PORT,
                        connection.localPort()));
    }

    private static @Nullable InetAddress addressOf(byte[] text) {
        return NetUtil.createInetAddressFromIpAddressString(
                new String(text, StandardCharsets.US_ASCII));
    }

    /**
     * The header's bytes.
     *
     * @param version 1 or 2
     * @param client null when there is none, as for a question of the proxy's own
     * @param reachedPort where the client reached the proxy
     */
    static byte[] header(
            ProxyHeader version, @Nullable InetAddress client, int clientPort, int reachedPort) {
        return switch (version) {
            case OFF -> throw new IllegalArgumentException("no header has no bytes");
            case V1 -> client == null ? text("UNKNOWN") : line(client, clientPort, reachedPort);
            case V2 -> client == null ? local() : binary(client, clientPort, reachedPort);
        };
    }

    private static byte[] line(InetAddress client, int clientPort, int reachedPort) {
        String address = client.getHostAddress();
        return text(
                (client instanceof Inet4Address
                                ? "TCP4 " + address + " 0.0.0.0 "
                                : "TCP6 " + address + " :: ")
                        + clientPort
                        + " "
                        + reachedPort);
    }

    private static byte[] text(String told) {
        return ("PROXY " + told + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] local() {
        return bytes(
                Unpooled.buffer()
                        .writeBytes(SIGNATURE)
                        .writeByte(VERSION_2_LOCAL)
                        .writeByte(UNSPECIFIED)
                        .writeShort(0));
    }

    private static byte[] binary(InetAddress client, int clientPort, int reachedPort) {
        byte[] address = client.getAddress();
        return bytes(
                Unpooled.buffer()
                        .writeBytes(SIGNATURE)
                        .writeByte(VERSION_2_PROXY)
                        .writeByte(client instanceof Inet4Address ? TCP_OVER_IPV4 : TCP_OVER_IPV6)
                        .writeShort(2 * address.length + PORTS_BYTES)
                        .writeBytes(address)
                        .writeZero(address.length)
                        .writeShort(clientPort)
                        .writeShort(reachedPort));
    }

    private static byte[] bytes(ByteBuf written) {
        return Arrays.copyOf(written.array(), written.readableBytes());
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ctx.write(Unpooled.wrappedBuffer(header));
        ctx.write(message, promise);
        ctx.pipeline().remove(this);
    }
}
