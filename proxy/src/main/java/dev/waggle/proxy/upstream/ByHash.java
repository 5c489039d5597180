package dev.waggle.proxy.upstream;

import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.Cookies;
import dev.waggle.routing.Balance;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The endpoint that the request's key belongs to; one without a key goes by load. */
final class ByHash implements Balancer {
    private final Balance.Key key;
    private final byte @Nullable [] cookie;
    private final Balancer withoutKey = LeastRequests.byRequests();

    ByHash(Balance.Key key) {
        this.key = key;
        this.cookie =
                key instanceof Balance.Key.Cookie(String name)
                        ? name.getBytes(StandardCharsets.ISO_8859_1)
                        : null;
    }

    @Override
    public ConnectionPool pick(ConnectionPool[] pools, Exchange exchange, long now) {
        RequestHead head = exchange.request();
        return switch (key) {
            case Balance.Key.Address _ -> {
                byte[] client = exchange.identity().clientAddress();
                yield BoundedHash.pick(pools, BoundedHash.of(client, 0, client.length), now);
            }
            case Balance.Key.Header(String name) -> {
                int field = head.find(name);
                yield field < 0
                        ? withoutKey.pick(pools, exchange, now)
                        : of(head, head.valueStart(field), head.valueEnd(field), pools, now);
            }
            case Balance.Key.Cookie _ -> {
                long found = cookie == null ? Cookies.NONE : Cookies.find(head, cookie);
                yield found == Cookies.NONE
                        ? withoutKey.pick(pools, exchange, now)
                        : of(head, Cookies.start(found), Cookies.end(found), pools, now);
            }
        };
    }

    private static ConnectionPool of(
            RequestHead head, int start, int end, ConnectionPool[] pools, long now) {
        return BoundedHash.pick(pools, BoundedHash.of(head.bytes(), start, end), now);
    }
}
