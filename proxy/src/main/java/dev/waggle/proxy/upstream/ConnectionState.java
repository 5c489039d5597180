package dev.waggle.proxy.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;

/**
 * What the kernel knows of a connection that the event loop has not heard yet: an end that came
 * after it last looked.
 */
final class ConnectionState {
    /** TCP_ESTABLISHED of Linux. */
    private static final int ESTABLISHED = 1;

    private ConnectionState() {}

    /** One system call; true where it cannot be asked. */
    static boolean isEstablished(Channel channel) {
        if (!(channel instanceof EpollSocketChannel socket)) {
            return true;
        }
        try {
            EpollTcpInfo info = new EpollTcpInfo();
            socket.tcpInfo(info);
            return info.state() == ESTABLISHED;
        } catch (ChannelException e) {
            return false;
        }
    }
}
