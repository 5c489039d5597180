package dev.waggle.proxy.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.UnixChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A port that accepts, with a listening socket of its own on every event loop where the transport
 * can ({@code SO_REUSEPORT}), so that a connection is served by the loop that accepted it.
 */
public final class Listener {
    /** What the kernel may queue; it is capped by {@code net.core.somaxconn} too. */
    private static final int BACKLOG = 4096;

    private final List<Channel> sockets;
    private final int port;

    private Listener(List<Channel> sockets, int port) {
        this.sockets = sockets;
        this.port = port;
    }

    /**
     * Binds.
     *
     * @param loops the event loops that accept
     * @param port 0 for a free one, the same on every loop
     * @param initializers what a connection accepted by this loop is given
     * @throws BindFailed when the port cannot be had
     */
    public static Listener bind(
            Transport transport,
            List<EventLoop> loops,
            InetAddress address,
            int port,
            WriteBufferWaterMark waterMark,
            Function<EventLoop, ChannelInitializer<Channel>> initializers) {
        List<Channel> sockets = new ArrayList<>();
        int boundPort = port;
        for (EventLoop loop : transport.reusesPort() ? loops : loops.subList(0, 1)) {
            Channel socket =
                    bindOne(
                            transport,
                            loop,
                            new InetSocketAddress(address, boundPort),
                            waterMark,
                            initializers.apply(loop));
            sockets.add(socket);
            boundPort = ((InetSocketAddress) socket.localAddress()).getPort();
        }
        return new Listener(sockets, boundPort);
    }

    private static Channel bindOne(
            Transport transport,
            EventLoop loop,
            InetSocketAddress address,
            WriteBufferWaterMark waterMark,
            ChannelInitializer<Channel> initializer) {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loop, loop)
                        .channel(transport.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark)
                        .childHandler(initializer);
        if (transport.reusesPort()) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BindFailed(address, bound.cause());
        }
        return bound.channel();
    }

    /** The port that is bound. */
    public int port() {
        return port;
    }

    /** Whether every socket still listens. */
    public boolean isOpen() {
        return sockets.stream().allMatch(Channel::isOpen);
    }

    /**
     * Stops listening. Connections that wait in the kernel's queues are reset: accept them before.
     */
    public void close() {
        sockets.forEach(socket -> socket.close().awaitUninterruptibly());
    }

    /** A port could not be bound. */
    public static final class BindFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        public BindFailed(InetSocketAddress address, Throwable cause) {
            super(
                    "cannot listen on port "
                            + address.getPort()
                            + " of "
                            + address.getAddress().getHostAddress()
                            + ": "
                            + cause.getMessage(),
                    cause);
        }
    }
}
