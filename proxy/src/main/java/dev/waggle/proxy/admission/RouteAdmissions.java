package dev.waggle.proxy.admission;

import dev.waggle.proxy.exchange.Admissions;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.LocalReply;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.ClientKey;
import dev.waggle.routing.AddressRange;
import dev.waggle.routing.Admission;
import dev.waggle.routing.RateLimit;
import dev.waggle.routing.Route;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns away clients that a route does not take ({@code routing-allow-from}: 403), those that ask
 * too often ({@code routing-rate-limit}: 429) and requests over what the route works on at once
 * ({@code routing-in-flight-limit}: 503), for all event loops together. A route is known by its
 * name, so that its counts outlive the tables it stands in.
 */
public final class RouteAdmissions implements Admissions {
    private static final LocalReply NOT_ALLOWED = LocalReply.of(403, "allow-from");
    private static final LocalReply HIDDEN = LocalReply.of(403, "client-address-hidden");
    private static final LocalReply TOO_MANY = retryIn(503, "in-flight-limit", 1);

    private final ClientRates rates;
    private final LongSupplier nanoTime;
    private final long start;
    private final Predicate<byte[]> hidesClients;
    private final ClientHash hash = new ClientHash();
    private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

    /**
     * @param clients how many clients of rate limits are remembered
     * @param hidesClients whether an address, of 4 or 16 bytes, stands for clients that cannot be
     *     told apart: nobody can say that these are allowed
     */
    public RouteAdmissions(int clients, LongSupplier nanoTime, Predicate<byte[]> hidesClients) {
        this.rates = new ClientRates(clients);
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.hidesClients = hidesClients;
    }

    /** Forgets the counts of routes that are gone. One thread at a time. */
    public void routesAre(Set<String> names) {
        inFlight.keySet().retainAll(names);
    }

    @Override
    public @Nullable LocalReply refusal(Route route, Exchange exchange) {
        Admission admission = route.options().admission();
        if (!admission.allowFrom().isEmpty()) {
            LocalReply refusal = notAllowed(admission.allowFrom(), exchange);
            if (refusal != null) {
                return refusal;
            }
        }
        RateLimit limit = admission.rateLimit();
        if (limit != null) {
            long wait = rates.take(client(route, limit, exchange), limit, now());
            if (wait > 0) {
                return retryIn(429, "rate-limit", 1 + TimeUnit.NANOSECONDS.toSeconds(wait - 1));
            }
        }
        return admission.inFlightLimit() == 0 ? null : enter(route, exchange);
    }

    private @Nullable LocalReply notAllowed(List<AddressRange> allowed, Exchange exchange) {
        byte[] text = exchange.identity().clientAddress();
        byte[] address =
                NetUtil.createByteArrayFromIpAddressString(
                        new String(text, StandardCharsets.US_ASCII));
        if (address == null) {
            return NOT_ALLOWED;
        }
        if (hidesClients.test(address)) {
            return HIDDEN;
        }
        for (AddressRange range : allowed) {
            if (range.contains(address)) {
                return null;
            }
        }
        return NOT_ALLOWED;
    }

    private long client(Route route, RateLimit limit, Exchange exchange) {
        if (limit.by() instanceof RateLimit.By.Header(String name)) {
            RequestHead head = exchange.request();
            int field = head.find(name);
            if (field >= 0) {
                return hash.of(
                        route.name(), head.bytes(), head.valueStart(field), head.valueEnd(field));
            }
        }
        return hash.of(route.name(), ClientKey.of(exchange.identity()));
    }

    private long now() {
        return nanoTime.getAsLong() - start;
    }

    private @Nullable LocalReply enter(Route route, Exchange exchange) {
        AtomicInteger count = inFlight.computeIfAbsent(route.name(), _ -> new AtomicInteger());
        if (count.incrementAndGet() > route.options().admission().inFlightLimit()) {
            count.decrementAndGet();
            return TOO_MANY;
        }
        exchange.atEnd(count::decrementAndGet);
        return null;
    }

    private static LocalReply retryIn(int status, String reason, long seconds) {
        return new LocalReply(
                status, reason, List.of(Map.entry("Retry-After", Long.toString(seconds))), "");
    }
}
