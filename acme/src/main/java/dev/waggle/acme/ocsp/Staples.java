package dev.waggle.acme.ocsp;

import dev.waggle.acme.CertificateProblem;
import dev.waggle.acme.Certificates;
import dev.waggle.acme.ServerCertificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the proofs for all certificates that are served and name a responder, keeps each until it
 * is half over, and hands on what changed.
 *
 * <p>{@link #follow} may be called from any thread; {@link #run} blocks its own, a virtual one. At
 * most {@value #MOST_AT_ONCE} responders are asked at once. A failed question never takes back a
 * proof that is still valid.
 */
public final class Staples {
    private static final Logger LOG = LoggerFactory.getLogger(Staples.class);
    private static final int MOST_AT_ONCE = 8;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Listener listener;
    private final Semaphore news = new Semaphore(0);
    private volatile Map<String, Staple> byFingerprint = Map.of();

    /** Is told on the thread of {@link #run}. */
    public interface Listener {
        /**
         * What clients are to be shown from now on.
         *
         * @param byFingerprint DER of OCSP responses, by {@link ServerCertificate#fingerprint}
         */
        void staplesAre(Map<String, byte[]> byFingerprint);

        /** What an operator should know now, all of it. */
        void problemsAre(List<CertificateProblem> problems);
    }

    public Staples(InstantSource clock, Listener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /** Says which certificates are served now. Does not block. */
    public void follow(Certificates certificates) {
        Map<String, Staple> before = byFingerprint;
        Map<String, Staple> next = new HashMap<>();
        for (ServerCertificate certificate : Map.copyOf(certificates.byName()).values()) {
            String fingerprint = certificate.fingerprint();
            Staple known = before.get(fingerprint);
            if (known != null) {
                next.put(fingerprint, known);
            } else if (!next.containsKey(fingerprint)) {
                OcspQuestion.about(certificate.chain())
                        .ifPresent(it -> next.put(fingerprint, new Staple(certificate, it)));
            }
        }
        byFingerprint = Map.copyOf(next);
        news.release();
    }

    /** Asks whatever is due, until interrupted. */
    public void run() {
        try (OcspClient client = new OcspClient();
                ExecutorService askers =
                        Executors.newFixedThreadPool(
                                MOST_AT_ONCE, Thread.ofVirtual().name("ocsp-", 0).factory())) {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    news.drainPermits();
                    step(client, askers);
                    var _ = news.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                askers.shutdownNow();
            }
        }
    }

    private void step(OcspClient client, ExecutorService askers) throws InterruptedException {
        Collection<Staple> current = byFingerprint.values();
        Instant now = clock.instant();
        List<Callable<Void>> questions = new ArrayList<>();
        for (Staple staple : current) {
            if (staple.isDue(now)) {
                questions.add(() -> asked(staple, client, now));
            }
        }
        askers.invokeAll(questions);
        tell(current);
    }

    private static Void asked(Staple staple, OcspClient client, Instant now)
            throws InterruptedException {
        String before = staple.failure();
        staple.ask(client, now);
        if (!staple.failure().isEmpty() && before.isEmpty()) {
            LOG.info(
                    "no OCSP staple for {}: {}",
                    staple.certificate().names().getFirst(),
                    staple.failure());
        }
        return null;
    }

    private void tell(Collection<Staple> current) {
        Instant now = clock.instant();
        Map<String, byte[]> shown = new HashMap<>();
        List<CertificateProblem> problems = new ArrayList<>();
        for (Staple staple : current) {
            staple.shown(now)
                    .ifPresentOrElse(
                            it -> shown.put(staple.certificate().fingerprint(), it),
                            () -> addProblem(staple, problems));
        }
        listener.staplesAre(shown);
        listener.problemsAre(problems);
    }

    private static void addProblem(Staple staple, List<CertificateProblem> problems) {
        String name = staple.certificate().names().getFirst();
        if (staple.isRevoked()) {
            problems.add(
                    new CertificateProblem(
                            name,
                            "",
                            "the CA says that the certificate which is served is revoked",
                            "replace it: waggle certs renew " + name + ", or new files"));
        } else if (staple.isNeeded() && !staple.failure().isEmpty()) {
            problems.add(
                    new CertificateProblem(
                            name,
                            "",
                            "the certificate asks clients to insist on a proof that it is not"
                                    + " revoked, and there is none: "
                                    + staple.failure(),
                            "let this machine reach the CA's OCSP responder"));
        }
    }
}
