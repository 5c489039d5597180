package dev.waggle.proxy.http1;

import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.loop.Deadlines;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one direction of a connection end while the other goes on, as tunnels need it. All of it is
 * called on the channel's event loop.
 *
 * <p>Netty's epoll transport (seen in 4.2.18) takes a descriptor out of the epoll set when it waits
 * for nothing: that is so when the input has ended and all output has left. When later output has
 * to wait for the socket, it tries to modify the entry that is gone, fails with ENOENT, and drops
 * what was to be sent. {@code EPOLLET} keeps the entry without waiting for anything: a reset, which
 * the kernel tells of whether asked or not, is told once, where any other interest would have it
 * told for ever and the event loop spin (CVE-2026-42577). The method that adds it is protected;
 * where it cannot be called, half-closed tunnels work as well as Netty makes them.
 *
 * <p>Netty passes nothing on of that reset, so the connection is looked at now and then.
 */
public final class HalfClose {
    private static final Logger LOG = LoggerFactory.getLogger(HalfClose.class);
    private static final String EPOLL_CHANNEL = "io.netty.channel.epoll.AbstractEpollChannel";
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** TCP_CLOSE of Linux: what a reset leaves. */
    private static final int CLOSED = 7;

    private static final @Nullable MethodHandle SET_FLAG = findSetFlag();

    private HalfClose() {}

    /** Once, when the tunnel opens. */
    public static void allow(Channel channel) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** Once, when no more input comes, while there may be output. */
    public static void inputEnded(Channel channel, Deadlines deadlines) {
        if (channel instanceof EpollSocketChannel socket) {
            keepRegistered(socket);
            ResetWatch watch = new ResetWatch(socket, deadlines);
            watch.setIn(LOOK_NANOS);
            socket.closeFuture().addListener(closed -> watch.close());
        }
    }

    private static void keepRegistered(EpollSocketChannel channel) {
        if (SET_FLAG == null) {
            return;
        }
        try {
            SET_FLAG.invoke(channel, EpollIoOps.EPOLLET.value());
        } catch (Throwable e) {
            LOG.debug("a half-closed tunnel may lose its end", e);
        }
    }

    private static @Nullable MethodHandle findSetFlag() {
        try {
            Method setFlag = Class.forName(EPOLL_CHANNEL).getDeclaredMethod("setFlag", int.class);
            setFlag.setAccessible(true);
            return MethodHandles.lookup().unreflect(setFlag);
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            LOG.debug("this transport has no flags to set", e);
            return null;
        }
    }

    /** Closes a connection whose peer has reset it. */
    private static final class ResetWatch extends Deadline {
        private final EpollSocketChannel channel;

        ResetWatch(EpollSocketChannel channel, Deadlines deadlines) {
            super(deadlines);
            this.channel = channel;
        }

        @Override
        protected void expired() {
            if (isReset()) {
                channel.close();
            } else {
                setIn(LOOK_NANOS);
            }
        }

        private boolean isReset() {
            try {
                EpollTcpInfo info = new EpollTcpInfo();
                channel.tcpInfo(info);
                return info.state() == CLOSED;
            } catch (ChannelException e) {
                return true;
            }
        }
    }
}
