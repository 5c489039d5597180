package dev.waggle.proxy.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one PROXY protocol header (v1 or v2) that a trusted peer begins a connection with,
 * tells who the client is, and gets out of the way (haproxy.org, "The PROXY protocol", 2020/03/05).
 *
 * <p>Sits behind Netty's decoder, which reads the header. {@code LOCAL} and {@code UNKNOWN} leave
 * the peer as the client: health checks of the peer itself.
 */
public final class ProxyProtocol extends ChannelInboundHandlerAdapter {
    /** What the header came to; told once, on the event loop. */
    public interface Outcome {
        /**
         * Adds the handlers that follow.
         *
         * @param source the client, or null where the header names none
         */
        void told(@Nullable InetSocketAddress source);

        /**
         * The connection begins with something else; it is closed.
         *
         * @param reason a short stable word
         */
        void refused(String reason);
    }

    /** Balancers add a few hundred bytes of their own; the protocol would allow 64 KiB. */
    private static final int MAX_EXTENSION_BYTES = 4096;

    private final Outcome outcome;
    private boolean over;

    private ProxyProtocol(Outcome outcome) {
        this.outcome = outcome;
    }

    /** Adds what reads the header at the end of a pipeline. */
    public static void install(ChannelPipeline pipeline, Outcome outcome) {
        pipeline.addLast("proxy-protocol-decoder", new HAProxyMessageDecoder(MAX_EXTENSION_BYTES));
        pipeline.addLast("proxy-protocol", new ProxyProtocol(outcome));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!over && message instanceof HAProxyMessage header) {
            InetSocketAddress source = sourceOf(header);
            header.release();
            over = true;
            outcome.told(source);
            context.pipeline().remove(this);
        } else {
            // What the decoder still held when it was closed, another header perhaps: nobody knows
            // what it is.
            ReferenceCountUtil.release(message);
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
        if (!over && cause instanceof DecoderException) {
            outcome.refused("proxy-header-invalid");
        }
        over = true;
        context.close();
    }
}
