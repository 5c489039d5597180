package dev.waggle.proxy.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one PROXY protocol header (v1 or v2) that a trusted peer begins a connection with,
 * tells who the client is, and gets out of the way (haproxy.org, "The PROXY protocol", 2020/03/05).
 *
 * <p>Sits behind Netty's decoder, which reads the header. {@code LOCAL} and {@code UNKNOWN} leave
 * the peer as the client: health checks of the peer itself.
 */
public final class ProxyProtocol extends ChannelInboundHandlerAdapter {
    private final Consumer<@Nullable InetSocketAddress> client;

    private ProxyProtocol(Consumer<@Nullable InetSocketAddress> client) {
        this.client = client;
    }

    /**
     * Adds what reads the header at the end of a pipeline.
     *
     * @param client told once, with the address or null where the header gives none; adds the
     *     handlers that follow
     */
    public static void install(
            ChannelPipeline pipeline, Consumer<@Nullable InetSocketAddress> client) {
        pipeline.addLast("proxy-protocol-decoder", new HAProxyMessageDecoder());
        pipeline.addLast("proxy-protocol", new ProxyProtocol(client));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HAProxyMessage header) {
            InetSocketAddress source = sourceOf(header);
            header.release();
            client.accept(source);
            context.pipeline().remove(this);
        } else if (message instanceof ByteBuf data) {
            context.fireChannelRead(data);
        }
    }

    private static @Nullable InetSocketAddress sourceOf(HAProxyMessage header) {
        if (header.command() == HAProxyCommand.LOCAL || header.sourceAddress() == null) {
            return null;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(header.sourceAddress());
        if (address == null) {
            return null;
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), header.sourcePort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of a wrong length", e);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
