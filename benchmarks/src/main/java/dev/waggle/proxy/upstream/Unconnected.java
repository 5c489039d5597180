package dev.waggle.proxy.upstream;

import dev.waggle.proxy.endpoint.EndpointWatch;
import dev.waggle.proxy.exchange.ClientConnection;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.ExchangeObserver;
import dev.waggle.proxy.exchange.ExchangeServices;
import dev.waggle.proxy.exchange.ExchangeSettings;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.ForwardedFor;
import dev.waggle.proxy.exchange.HttpChallenges;
import dev.waggle.proxy.exchange.LocalReplies;
import dev.waggle.proxy.exchange.QuestionEnd;
import dev.waggle.proxy.exchange.RequestPolicy;
import dev.waggle.proxy.exchange.UpstreamSelector;
import dev.waggle.proxy.http1.ChunkLimits;
import dev.waggle.proxy.http1.RequestHeadEncoder;
import dev.waggle.proxy.http1.ResponseHeadDecoder;
import dev.waggle.proxy.http1.UpstreamHeadPlan;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.proxy.loop.FlushQueue;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.routing.RouteTable;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pools and exchanges that would work, on an event loop that is never started: for what is decided
 * before anything is sent.
 */
final class Unconnected {
    /** As where nothing is configured. */
    static final UpstreamSettings SETTINGS =
            new UpstreamSettings(
                    ResponseHeadDecoder.MAX_HEAD_BYTES,
                    ResponseHeadDecoder.MAX_FIELDS,
                    ChunkLimits.DEFAULT,
                    TimeUnit.SECONDS.toNanos(4),
                    TimeUnit.SECONDS.toNanos(1),
                    1024,
                    1024,
                    1,
                    8);

    private final EventLoop loop = new DefaultEventLoop();
    private final Deadlines deadlines = new Deadlines(System::nanoTime);

    UpstreamPools pools(EndpointWatch watch) {
        UpstreamServices services =
                new UpstreamServices(
                        SETTINGS,
                        new Connector(new Bootstrap(), (_, _) -> Optional.empty()),
                        new FlushQueue(loop),
                        deadlines,
                        new Nobody(),
                        new RequestHeadEncoder(),
                        new UpstreamHeadPlan());
        return new UpstreamPools(loop, services, watch);
    }

    Exchange exchange(RequestHead head, UpstreamSelector selector) {
        ExchangeServices services =
                new ExchangeServices(
                        loop,
                        new ExchangeSettings(0, 0, false),
                        new RequestPolicy(() -> RouteTable.EMPTY, HttpChallenges.NONE, () -> 443),
                        (_, asking) -> asking.authenticated(null),
                        _ -> selector,
                        new ForwardedFor(_ -> false),
                        new LocalReplies(ByteBufAllocator.DEFAULT),
                        ExchangeObserver.NOBODY,
                        deadlines);
        return services.exchange(ClientConnection.own(), head, new Nowhere());
    }

    /** Nothing is connected. */
    private static final class Nobody implements UpstreamObserver {
        @Override
        public void connected() {}

        @Override
        public void connectFailed(String reason) {}

        @Override
        public void closed() {}

        @Override
        public void idleChanged(int by) {}
    }

    /** Nothing is answered. */
    private static final class Nowhere extends QuestionEnd {
        @Override
        public void sendHead(ResponseHead head, boolean last) {}

        @Override
        public void sendBody(ByteBuf data) {
            data.release();
        }

        @Override
        public void sendEnd(@Nullable Trailers trailers) {}

        @Override
        public void abort(Failure failure) {}
    }
}
