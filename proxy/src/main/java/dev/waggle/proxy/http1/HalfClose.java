package dev.waggle.proxy.http1;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one direction of a connection end while the other goes on, as tunnels need it.
 *
 * <p>Netty's epoll transport (seen in 4.2.18) takes a descriptor out of the epoll set when it waits
 * for nothing: that is so when the input has ended and all output has left. When later output has
 * to wait for the socket, it tries to modify the entry that is gone, fails with ENOENT, and drops
 * what was to be sent. One interest that never fires keeps the entry: {@code EPOLLWAKEUP}, which
 * the kernel takes off without a word for processes that may not block suspension (epoll_ctl(2)).
 * The method that adds it is protected; where it cannot be called, half-closed tunnels work as well
 * as Netty makes them.
 */
public final class HalfClose {
    private static final Logger LOG = LoggerFactory.getLogger(HalfClose.class);
    private static final String EPOLL_CHANNEL = "io.netty.channel.epoll.AbstractEpollChannel";
    private static final int EPOLLWAKEUP = 1 << 29;
    private static final @Nullable MethodHandle SET_FLAG = findSetFlag();

    private HalfClose() {}

    /** On the channel's event loop, once. */
    public static void allow(Channel channel) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (SET_FLAG != null && SET_FLAG.type().parameterType(0).isInstance(channel)) {
            keepRegistered(channel, SET_FLAG);
        }
    }

    private static void keepRegistered(Channel channel, MethodHandle setFlag) {
        try {
            setFlag.invoke(channel, EPOLLWAKEUP);
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
}
