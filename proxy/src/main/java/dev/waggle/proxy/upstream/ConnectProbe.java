package dev.waggle.proxy.upstream;

import dev.waggle.proxy.endpoint.ProbeResult;
import dev.waggle.proxy.endpoint.Prober;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.Consumer;

/** Looks whether an endpoint takes connections, with one that is closed at once. */
public final class ConnectProbe implements Prober {
    private final EventLoop loop;
    private final Connector connector;

    /**
     * @param loop the event loop of the connector
     */
    public ConnectProbe(EventLoop loop, Connector connector) {
        this.loop = loop;
        this.connector = connector;
    }

    @Override
    public void probe(
            Route route, Endpoint endpoint, Duration patience, Consumer<ProbeResult> result) {
        loop.execute(() ->
                connector
                        .connect(
                                endpoint.host(),
                                endpoint.port(),
                                patience,
                                new ChannelInboundHandlerAdapter())
                        .addListener((ChannelFuture connected) -> {
                            connected.channel().close();
                            result.accept(resultOf(connected));
                        }));
    }

    private static ProbeResult resultOf(ChannelFuture connected) {
        return connected.isSuccess()
                ? ProbeResult.PASSED
                : new ProbeResult.Unreachable(ConnectReasons.of(connected.cause()));
    }
}
