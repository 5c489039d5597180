package dev.waggle.proxy;

import dev.waggle.proxy.exchange.ClientConnection;
import dev.waggle.proxy.listener.ConnectionGate;
import dev.waggle.proxy.listener.ProxyProtocol;
import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.tls.Alpn;
import dev.waggle.proxy.tls.HandshakeFailure;
import dev.waggle.proxy.tls.TlsFacts;
import dev.waggle.proxy.tls.TlsListener;
import dev.waggle.proxy.tls.TlsTermination;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Sets up the connections that one worker accepts on one listener: gate, PROXY protocol, TLS, and
 * then the handler of the protocol that is spoken.
 */
final class ConnectionSetup extends ChannelInitializer<Channel> {
    /** Which listener a connection came from. */
    enum Kind {
        HTTP,
        HTTPS
    }

    private static final AttributeKey<Arrival> ARRIVAL =
            AttributeKey.valueOf(ConnectionSetup.class, "arrival");

    /**
     * Who arrived where.
     *
     * @param peer the socket's peer, or the client behind it that the PROXY protocol named
     * @param trusted whether the socket's peer is a trusted proxy
     */
    private record Arrival(Worker worker, InetSocketAddress peer, boolean trusted) {}

    private final Worker worker;
    private final Kind kind;
    private final @Nullable TlsTermination tls;

    /**
     * @param tls null for a plain listener
     */
    ConnectionSetup(Worker worker, Kind kind, @Nullable TlsTermination tls) {
        this.worker = worker;
        this.kind = kind;
        this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.config().setAllocator(worker.buffers());
        worker.accepted(channel);
        worker.metrics().connectionOpened(kind);
        channel.closeFuture().addListener(closed -> worker.metrics().connectionClosed(kind));
        ConnectionGate.Verdict verdict = worker.parts().gate().enter(channel);
        if (verdict != ConnectionGate.Verdict.ADMITTED) {
            refuse(channel, verdict);
            return;
        }
        InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
        boolean trusted = worker.parts().trusted().test(peer.getAddress());
        if (trusted && worker.parts().config().forwarding().proxyProtocol()) {
            awaitProxyHeader(channel, peer);
        } else {
            arrive(channel, peer, trusted);
        }
    }

    private void refuse(Channel channel, ConnectionGate.Verdict verdict) {
        worker.metrics().refused(verdict);
        channel.close();
    }

    /** The header has the time of a handshake. */
    private void awaitProxyHeader(Channel channel, InetSocketAddress peer) {
        Deadline deadline =
                new Deadline(worker.deadlines()) {
                    @Override
                    protected void expired() {
                        worker.metrics().refused("proxy-header-timeout");
                        channel.close();
                    }
                };
        deadline.setIn(worker.parts().config().timeouts().handshake().toNanos());
        channel.closeFuture().addListener(closed -> deadline.close());
        ProxyProtocol.install(
                channel.pipeline(),
                new ProxyProtocol.Outcome() {
                    @Override
                    public void told(@Nullable InetSocketAddress source) {
                        deadline.close();
                        arriveBehind(channel, peer, source);
                    }

                    @Override
                    public void refused(String reason) {
                        worker.metrics().refused(reason);
                    }
                });
    }

    /**
     * A peer that speaks for its connections does not read them: what a request says of itself was
     * written by the client, and counts only where the client is a trusted proxy too.
     */
    private void arriveBehind(
            Channel channel, InetSocketAddress peer, @Nullable InetSocketAddress source) {
        InetSocketAddress client = source == null ? peer : source;
        arrive(channel, client, worker.parts().trusted().test(client.getAddress()));
    }

    private void arrive(Channel channel, InetSocketAddress client, boolean trusted) {
        ConnectionGate.Verdict verdict = worker.parts().gate().enter(channel, client.getAddress());
        if (verdict != ConnectionGate.Verdict.ADMITTED) {
            refuse(channel, verdict);
        } else if (tls != null) {
            channel.attr(ARRIVAL).set(new Arrival(worker, client, trusted));
            tls.addTo(channel.pipeline());
        } else {
            channel.pipeline()
                    .addLast(
                            worker.http1(
                                    new ClientConnection(
                                            client, trusted, localPort(channel), null)));
        }
    }

    private static int localPort(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** What follows a handshake, for the connections of all workers. */
    static final class AfterHandshake implements TlsListener {
        @Override
        public void secured(Channel channel, TlsFacts facts) {
            Arrival arrival = channel.attr(ARRIVAL).get();
            arrival.worker().metrics().handshake("ok");
            ClientConnection client =
                    new ClientConnection(
                            arrival.peer(),
                            arrival.trusted(),
                            localPort(channel),
                            new Session(facts));
            channel.pipeline()
                    .addLast(
                            facts.alpn() == Alpn.HTTP_2
                                    ? arrival.worker().http2(client)
                                    : arrival.worker().http1(client));
        }

        @Override
        public void challengeShown(Channel channel) {
            channel.attr(ARRIVAL).get().worker().metrics().handshake("acme-challenge");
        }

        @Override
        public void handshakeFailed(Channel channel, HandshakeFailure failure) {
            channel.attr(ARRIVAL).get().worker().metrics().handshake(failure);
        }
    }

    /** The facts of a handshake as requests ask for them. */
    private record Session(TlsFacts facts) implements ClientConnection.TlsSession {
        @Override
        public String protocol() {
            return facts.protocol();
        }

        @Override
        public boolean covers(byte[] host, int start, int end) {
            return facts.covers(host, start, end);
        }
    }
}
