package dev.waggle.proxy.tls;

import dev.waggle.acme.ServerCertificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of certificates that are made when a client asks.
 *
 * <p>Made on virtual threads, a bounded number at one time, once for all clients that ask for a
 * name together. At most {@value #MAX_KEPT} are kept. What an event loop calls never waits.
 */
final class OnDemandContexts implements AutoCloseable {

    static final int MAX_KEPT = 1_000;
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

    private final OnDemandCertificates certificates;
    private final ServerContextFactory factory;
    private final InstantSource clock;
    private final Semaphore signings;
    private final Executor executor;
    private final ConcurrentMap<String, CompletableFuture<Made>> byName = new ConcurrentHashMap<>();

    private record Made(ServerContext context, Instant renewAt) {}

    OnDemandContexts(
            OnDemandCertificates certificates,
            ServerContextFactory factory,
            InstantSource clock,
            int maxConcurrentSignings) {
        this.certificates = certificates;
        this.factory = factory;
        this.clock = clock;
        this.signings = new Semaphore(maxConcurrentSignings);
        this.executor = task -> Thread.ofVirtual().name("waggle-on-demand-certificate").start(task);
    }

    /** Whether {@link #contextFor} would make one. */
    boolean mayServe(String host) {
        return certificates.mayServe(host);
    }

    /**
     * Completes at once when it is there, else on a virtual thread; fails with {@link
     * HandshakeRefused} when too many are asked for.
     */
    CompletableFuture<ServerContext> contextFor(String host) {
        CompletableFuture<Made> known = byName.get(host);
        if (known != null && isFresh(known)) {
            return known.thenApply(Made::context);
        }
        if (!signings.tryAcquire()) {
            return CompletableFuture.failedFuture(new HandshakeRefused(HandshakeFailure.BUSY));
        }
        CompletableFuture<Made> fresh = new CompletableFuture<>();
        if (!putInPlaceOf(known, host, fresh)) {
            signings.release();
            return contextFor(host);
        }
        executor.execute(() -> make(host, known, fresh));
        return fresh.thenApply(Made::context);
    }

    /** How many are kept now. */
    int kept() {
        return byName.size();
    }

    /** After the last handshake. */
    @Override
    public void close() {
        byName.forEach(this::remove);
    }

    private boolean isFresh(CompletableFuture<Made> made) {
        return !made.isDone()
                || (!made.isCompletedExceptionally()
                        && clock.instant().isBefore(made.resultNow().renewAt()));
    }

    private boolean putInPlaceOf(
            @Nullable CompletableFuture<Made> known, String host, CompletableFuture<Made> fresh) {
        return known == null
                ? byName.putIfAbsent(host, fresh) == null
                : byName.replace(host, known, fresh);
    }

    /** The future is completed last: who waits for it finds everything else done. */
    private void make(
            String host, @Nullable CompletableFuture<Made> before, CompletableFuture<Made> fresh) {
        try {
            makeRoom();
            Made made = made(host);
            discard(before);
            signings.release();
            fresh.complete(made);
        } catch (HandshakeRefused | SSLException | RuntimeException e) {
            signings.release();
            fail(host, before, fresh, e);
        }
    }

    /** One that is due for renewal, but cannot be renewed now, is still better than none. */
    private void fail(
            String host,
            @Nullable CompletableFuture<Made> before,
            CompletableFuture<Made> fresh,
            Exception cause) {
        if (before != null && before.state() == Future.State.SUCCESS) {
            Instant retryAt = clock.instant().plus(ASK_AGAIN);
            fresh.complete(new Made(before.resultNow().context(), retryAt));
        } else {
            byName.remove(host, fresh);
            fresh.completeExceptionally(cause);
        }
    }

    private Made made(String host) throws HandshakeRefused, SSLException {
        ServerCertificate certificate =
                certificates
                        .certificateFor(host)
                        .orElseThrow(() -> new HandshakeRefused(HandshakeFailure.UNKNOWN_NAME));
        return new Made(factory.create(certificate), renewAt(certificate));
    }

    /** Which one goes is no matter: whoever asks for it again waits for a millisecond. */
    private void makeRoom() {
        byName.forEach((host, made) -> {
            if (byName.size() > MAX_KEPT && made.isDone()) {
                remove(host, made);
            }
        });
    }

    private void remove(String host, CompletableFuture<Made> made) {
        if (byName.remove(host, made)) {
            discard(made);
        }
    }

    private void discard(@Nullable CompletableFuture<Made> made) {
        if (made != null) {
            var _ = made.thenAccept(it -> factory.discard(it.context()));
        }
    }

    /**
     * When a third of its life is left, as whoever makes it renews it then; never so soon that each
     * handshake would ask.
     */
    private Instant renewAt(ServerCertificate certificate) {
        Duration life = Duration.between(certificate.notBefore(), certificate.notAfter());
        Instant due = certificate.notAfter().minus(life.dividedBy(3));
        Instant soonest = clock.instant().plus(ASK_AGAIN);
        return due.isAfter(soonest) ? due : soonest;
    }
}
