package dev.waggle.proxy.auth;

import dev.waggle.proxy.exchange.Authenticator;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.LocalReply;
import dev.waggle.proxy.policy.ClientKey;
import dev.waggle.routing.Auth;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Basic authentication (RFC 7617) against the htpasswd file that a route names.
 *
 * <p>On the event loop it only looks at what is known: that the route asks for nothing, that its
 * file cannot be read, that these credentials were right a moment ago. Disk and hashes are for
 * other threads. A file that cannot be read closes its routes; it never opens them.
 */
public final class BasicAuthenticator implements Authenticator, AutoCloseable {
    /**
     * A guard that cannot be had was asked for: the route stays closed (its problem says which).
     */
    private static final LocalReply CLOSED = LocalReply.of(403, "route-closed");

    private static final LocalReply UNREADABLE = LocalReply.of(403, "auth-file-unreadable");
    private static final LocalReply AMBIGUOUS = LocalReply.of(400, "several-authorizations");
    private static final LocalReply OVERLOADED = LocalReply.of(503, "auth-overloaded");
    private static final LocalReply TOO_MANY = LocalReply.of(429, "too-many-attempts");

    private final PasswordFiles files;
    private final ProofMaker proofs;
    private final SuccessCache successes;
    private final AttemptLedger attempts;
    private final Executor workers;
    private final LongSupplier nanoTime;
    private final Runnable stop;
    private volatile List<Guarded> guarded = List.of();

    private record Guarded(Route route, Path path) {}

    /** Where everything is passed in; does not look at files by itself. */
    BasicAuthenticator(
            PasswordFiles files,
            SuccessCache successes,
            Executor workers,
            LongSupplier nanoTime,
            Runnable stop) {
        SecureRandom random = new SecureRandom();
        this.files = files;
        this.proofs = new ProofMaker(random);
        this.successes = successes;
        this.attempts = new AttemptLedger(random.nextLong());
        this.workers = workers;
        this.nanoTime = nanoTime;
        this.stop = stop;
    }

    /**
     * Starts the threads that look at files and verify passwords; {@link #close} ends them.
     *
     * @param problems told all of {@link #problems} after every look at the files, on the thread
     *     that looks
     */
    public static BasicAuthenticator start(
            BasicAuthSettings settings, Consumer<List<Problem>> problems) {
        HashWorkers workers = new HashWorkers(settings.hashThreads(), settings.maxWaitingHashes());
        PasswordFiles files = new PasswordFiles(System::nanoTime);
        BasicAuthenticator authenticator =
                new BasicAuthenticator(
                        files,
                        new SuccessCache(settings.successTtl().toNanos()),
                        workers,
                        System::nanoTime,
                        () -> {
                            files.stop();
                            workers.close();
                        });
        Runnable tell = () -> problems.accept(authenticator.problems());
        Thread.ofVirtual()
                .name("waggle-auth-files")
                .start(() -> files.watch(settings.lookInterval(), tell));
        return authenticator;
    }

    /**
     * Says which routes there are now: their files are read before a request asks for them, and
     * {@link #problems} is about them. For any thread but an event loop.
     */
    public void routes(List<Route> routes) {
        List<Guarded> now = routes.stream().flatMap(BasicAuthenticator::guarded).toList();
        guarded = now;
        files.name(now.stream().map(Guarded::path).collect(Collectors.toUnmodifiableSet()));
    }

    private static Stream<Guarded> guarded(Route route) {
        return route.options().auth() instanceof Auth.File(Path path, _)
                ? Stream.of(new Guarded(route, path))
                : Stream.empty();
    }

    /** What keeps people out now, as far as files were looked at. For any thread. */
    public List<Problem> problems() {
        return guarded.stream()
                .flatMap(g -> AuthProblems.of(g.route(), g.path(), files.known(g.path())))
                .distinct()
                .toList();
    }

    @Override
    public void authenticate(Route route, Exchange exchange) {
        switch (route.options().auth()) {
            case Auth.Off _ -> exchange.authenticated(null);
            case Auth.Broken _ -> exchange.authenticated(CLOSED);
            case Auth.File file -> authenticate(file, exchange);
        }
    }

    /** Ends the threads; requests that wait for them stay without an answer. */
    @Override
    public void close() {
        stop.run();
    }

    private void authenticate(Auth.File wanted, Exchange exchange) {
        PasswordFile file = files.known(wanted.path());
        if (file == null) {
            offLoop(exchange, () -> load(wanted, exchange));
        } else {
            against(file, wanted.realm(), exchange);
        }
    }

    private void load(Auth.File wanted, Exchange exchange) {
        PasswordFile file = files.load(wanted.path());
        backOnLoop(
                exchange,
                () -> {
                    // The head belongs to another request once the exchange is over.
                    if (!exchange.isDone()) {
                        against(file, wanted.realm(), exchange);
                    }
                });
    }

    private void against(PasswordFile file, String realm, Exchange exchange) {
        switch (file) {
            case PasswordFile.Unreadable _ -> exchange.authenticated(UNREADABLE);
            case PasswordFile.Loaded loaded -> {
                switch (AuthorizationField.read(exchange.request())) {
                    case Presented.Nothing _ -> challenge(exchange, realm, "credentials-missing");
                    case Presented.Unusable(String reason) -> challenge(exchange, realm, reason);
                    case Presented.Ambiguous _ -> exchange.authenticated(AMBIGUOUS);
                    case Presented.Basic(Credentials credentials) ->
                            check(loaded, credentials, realm, exchange);
                }
            }
        }
    }

    private static void challenge(Exchange exchange, String realm, String reason) {
        exchange.authenticated(Challenge.of(realm, reason));
    }

    private void check(
            PasswordFile.Loaded file, Credentials credentials, String realm, Exchange exchange) {
        Proof proof = proofs.of(file, credentials);
        long now = nanoTime.getAsLong();
        if (successes.has(proof, now)) {
            credentials.wipe();
            exchange.authenticated(null);
            return;
        }
        long client = ClientKey.of(exchange.identity());
        if (!attempts.begin(client, now)) {
            credentials.wipe();
            exchange.authenticated(TOO_MANY);
            return;
        }
        Attempt attempt = new Attempt(file, credentials, proof, client, realm, exchange);
        if (!offLoop(exchange, attempt)) {
            attempts.end(client, now);
        }
    }

    private boolean offLoop(Exchange exchange, Runnable task) {
        try {
            workers.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            exchange.authenticated(OVERLOADED);
            return false;
        }
    }

    private static void backOnLoop(Exchange exchange, Runnable task) {
        try {
            exchange.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has stopped, and with it every connection: nobody waits for an answer.
        }
    }

    /** Verifies a password on a worker thread, then answers on the event loop. */
    private final class Attempt implements Runnable {
        private final PasswordFile.Loaded file;
        private final Credentials credentials;
        private final Proof proof;
        private final long client;
        private final String realm;
        private final Exchange exchange;

        Attempt(
                PasswordFile.Loaded file,
                Credentials credentials,
                Proof proof,
                long client,
                String realm,
                Exchange exchange) {
            this.file = file;
            this.credentials = credentials;
            this.proof = proof;
            this.client = client;
            this.realm = realm;
            this.exchange = exchange;
        }

        @Override
        public void run() {
            boolean admitted = false;
            try {
                admitted = isAdmitted();
            } finally {
                // Also after an error: a request must not wait for ever.
                credentials.wipe();
                Runnable conclusion = admitted ? this::pass : this::slowDown;
                backOnLoop(exchange, conclusion);
            }
        }

        /** A page asks for many things at once: the first one that is verified speaks for all. */
        private boolean isAdmitted() {
            if (successes.has(proof, nanoTime.getAsLong())) {
                return true;
            }
            boolean admitted = file.admits(credentials);
            if (admitted) {
                successes.add(proof, nanoTime.getAsLong());
            }
            return admitted;
        }

        private void pass() {
            attempts.end(client, nanoTime.getAsLong());
            exchange.authenticated(null);
        }

        private void slowDown() {
            long delayNanos = attempts.fail(client, nanoTime.getAsLong());
            if (delayNanos == 0) {
                refuse();
            } else {
                exchange.executeAfter(delayNanos, this::refuse);
            }
        }

        private void refuse() {
            attempts.end(client, nanoTime.getAsLong());
            challenge(exchange, realm, "credentials-wrong");
        }
    }
}
