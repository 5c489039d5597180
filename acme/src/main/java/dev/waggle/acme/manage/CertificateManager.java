package dev.waggle.acme.manage;

import dev.waggle.acme.life.CertificateEvents;
import dev.waggle.acme.life.CertificateState;
import dev.waggle.acme.life.CertificateStates;
import dev.waggle.acme.life.ManagedCertificates;
import dev.waggle.acme.life.Serving;
import dev.waggle.acme.life.WantedCertificate;
import dev.waggle.acme.life.Work;
import dev.waggle.acme.order.Accounts;
import dev.waggle.acme.order.CaClient;
import dev.waggle.acme.store.CertificateStore;
import dev.waggle.acme.takeover.CertificateImport;
import dev.waggle.acme.takeover.ImportFailed;
import dev.waggle.acme.takeover.Imported;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps certificates: one thread of its own looks once a second at what is wanted, what is there
 * and what is due, and everything that it knows belongs to that thread; each order has a virtual
 * thread.
 *
 * <p>The times are those of the wall, looked at anew each second: a machine that was suspended, or
 * whose clock has jumped, goes on with the next look.
 */
public final class CertificateManager implements ManagedCertificates {

    static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(CertificateManager.class);
    private static final Duration STOP_TIME = Duration.ofSeconds(5);

    private final Lives lives;
    private final ExecutorService threads;
    private final Issuers issuers;
    private final CertificateStore store;
    private final InstantSource clock;
    private final List<Consumer<CertificateStates>> listeners = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final Semaphore wake = new Semaphore(0);
    private final Object telling = new Object();
    private volatile CertificateStates current = CertificateStates.NONE;
    private @Nullable Thread thread;

    /**
     * What it works with.
     *
     * @param clients the CAs, in the order in which they are asked; at least one
     * @param accounts the account's key
     * @param store where everything is kept
     * @param events is told what happens
     * @param clock of the wall
     * @param random spreads what is tried again
     * @param settings how certificates are kept
     */
    public record Parts(
            List<CaClient> clients,
            Accounts accounts,
            CertificateStore store,
            CertificateEvents events,
            InstantSource clock,
            RandomGenerator random,
            ManagerSettings settings) {}

    /**
     * Does nothing before {@link #start}. It closes the clients and the store when it is closed.
     */
    public CertificateManager(Parts parts) {
        this(
                parts,
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("acme-order-", 0).factory()));
    }

    CertificateManager(Parts parts, ExecutorService threads) {
        this.threads = threads;
        this.store = parts.store();
        this.clock = parts.clock();
        this.issuers = new Issuers(parts.clients());
        this.lives = new Lives(parts, issuers, threads, this::later);
    }

    /**
     * Looks, so that what is kept is known when this returns, and goes on with it; once. Reads
     * files, and waits for no CA.
     */
    public void start() {
        look();
        thread = Thread.ofVirtual().name("acme").start(this::run);
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            look();
            try {
                if (wake.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void look() {
        try {
            step();
        } catch (RuntimeException e) {
            // Whatever it was, certificates must go on being renewed.
            LOG.error("looking after certificates has failed in an unexpected way", e);
        }
    }

    /** Looks once. */
    void step() {
        for (Runnable message; (message = inbox.poll()) != null; ) {
            message.run();
        }
        lives.look();
        publish(lives.states());
    }

    private void publish(CertificateStates next) {
        synchronized (telling) {
            if (!next.equals(current)) {
                current = next;
                listeners.forEach(listener -> tell(listener, next));
            }
        }
    }

    private static void tell(Consumer<CertificateStates> listener, CertificateStates states) {
        try {
            listener.accept(states);
        } catch (RuntimeException e) {
            LOG.error("who follows the certificates has failed", e);
        }
    }

    /** From any thread: is done by the manager's own, soon. */
    private void later(Runnable message) {
        inbox.add(message);
        wake.release();
    }

    @Override
    public void want(Set<WantedCertificate> wanted) {
        Set<WantedCertificate> copy = new HashSet<>(wanted);
        later(() -> lives.want(copy));
    }

    @Override
    public CertificateStates states() {
        return current;
    }

    @Override
    public void onChange(Consumer<CertificateStates> listener) {
        synchronized (telling) {
            listeners.add(listener);
            tell(listener, current);
        }
    }

    @Override
    public boolean renew(String name) {
        return force(name, _ -> true);
    }

    @Override
    public boolean retry(String name) {
        return force(name, state -> state.work() instanceof Work.Waiting);
    }

    @Override
    public List<Imported> imports(Path from) throws ImportFailed {
        if (!current.owner()) {
            throw new ImportFailed(
                    "another process on the same state directory orders", "ask that one");
        }
        try {
            return new CertificateImport(store, issuers.first(), clock).from(from);
        } finally {
            later(lives::readSoon);
        }
    }

    private boolean force(String name, Predicate<CertificateState> condition) {
        CertificateStates states = current;
        Optional<CertificateState> found =
                states.states().stream()
                        .filter(state -> isNamed(state, name))
                        .filter(condition)
                        .findFirst();
        if (found.isEmpty() || !states.owner()) {
            return false;
        }
        later(() -> lives.force(found.get().id()));
        return true;
    }

    private static boolean isNamed(CertificateState state, String name) {
        return state.id().equals(name)
                || state.wanted().names().contains(name)
                || (state.serving() instanceof Serving.Certificate(var certificate, _)
                        && certificate.covers(name));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        Thread running = thread;
        try {
            if (running != null) {
                running.interrupt();
                running.join(STOP_TIME);
            }
            // Answers to challenges are taken away on the way out.
            if (!threads.awaitTermination(STOP_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("orders under way did not stop in {} s", STOP_TIME.toSeconds());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            issuers.close();
            store.close();
        }
    }
}
