package dev.waggle.acme.manage;

import dev.waggle.acme.CertificateProblem;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.life.CertificateEvent;
import dev.waggle.acme.life.CertificateStates;
import dev.waggle.acme.life.Serving;
import dev.waggle.acme.life.WantedCertificate;
import dev.waggle.acme.manage.CertificateManager.Parts;
import dev.waggle.acme.manage.Memory.Failure;
import dev.waggle.acme.order.OrderFailed;
import dev.waggle.acme.order.RenewalWindow;
import dev.waggle.acme.store.CertificateKey;
import dev.waggle.acme.store.CertificateStore;
import dev.waggle.acme.store.Note;
import dev.waggle.acme.store.StoreFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All certificates that are wanted, or still kept, and what is done with them at each look. Only
 * the manager's thread is here; what others have done comes back to it as a message.
 */
final class Lives {

    /** How often an owner reads the store. */
    static final int LOOKS_PER_READ = 30;

    private static final Logger LOG = LoggerFactory.getLogger(Lives.class);
    private static final int LOOKS_PER_READ_OF_OTHERS = 2;
    private static final int PARALLEL_QUESTIONS = 4;
    private static final Duration ASK_AGAIN = Duration.ofHours(6);
    private static final Duration ASK_AT_THE_LATEST = Duration.ofDays(1);
    private static final Duration ASK_AT_THE_EARLIEST = Duration.ofMinutes(1);
    private static final Duration ASK_AFTER_FAILURE = Duration.ofHours(1);

    private final Parts parts;
    private final Issuers issuers;
    private final ExecutorService threads;
    private final Consumer<Runnable> later;
    private final Semaphore orders;
    private final Semaphore questions = new Semaphore(PARALLEL_QUESTIONS, true);
    private final Map<String, Life> lives = new TreeMap<>();
    private final List<CertificateProblem> problems = new ArrayList<>();
    private Map<CertificateKey, StoreFailed> unreadable = Map.of();
    private @Nullable Map<String, WantedCertificate> wanted;
    private Optional<String> thumbprint = Optional.empty();
    private boolean isOwner;
    private boolean hasRead;
    private boolean isToBeRead;
    private long looks;

    Lives(Parts parts, Issuers issuers, ExecutorService threads, Consumer<Runnable> later) {
        this.parts = parts;
        this.issuers = issuers;
        this.threads = threads;
        this.later = later;
        this.orders = new Semaphore(parts.settings().parallelOrders(), true);
    }

    void want(Set<WantedCertificate> all) {
        Map<String, WantedCertificate> byId = new HashMap<>();
        // The same names with two kinds of key: one of them, always the same.
        all.stream()
                .sorted(Comparator.comparing(WantedCertificate::keyType))
                .forEach(one -> byId.putIfAbsent(one.id(), one));
        wanted = byId;
    }

    void force(String id) {
        Life life = lives.get(id);
        if (life != null) {
            life.isForced = true;
        }
    }

    /** Somebody else has written to the store: it is read at the next look. */
    void readSoon() {
        isToBeRead = true;
    }

    void look() {
        Instant now = parts.clock().instant();
        problems.clear();
        follow(now);
        if (isOwner && hasRead) {
            lives.values().forEach(life -> ask(life, now));
            forget(now);
            lives.values().forEach(life -> begin(life, now));
            lives.values().forEach(life -> warn(life, now));
            lives.values().forEach(this::keep);
        }
        looks++;
    }

    CertificateStates states() {
        return new CertificateStates(
                lives.values().stream().map(Life::state).toList(), isOwner, thumbprint, problems);
    }

    private void follow(Instant now) {
        boolean wasOwner = isOwner;
        isOwner = own();
        try {
            // Who owns the store knows what is in it; others look for what the owner has done.
            boolean isTime = looks % (isOwner ? LOOKS_PER_READ : LOOKS_PER_READ_OF_OTHERS) == 0;
            if (isTime || isToBeRead || isOwner != wasOwner) {
                isToBeRead = false;
                read(isOwner && !wasOwner, now);
            }
            if (isTime || thumbprint.isEmpty()) {
                boolean isNeeded = isOwner && wanted != null && !wanted.isEmpty();
                thumbprint =
                        isNeeded
                                ? Optional.of(parts.accounts().ownThumbprint())
                                : parts.accounts().thumbprint();
            }
        } catch (StoreFailed e) {
            problems.add(problem("", e));
        }
        unreadable.forEach((key, failed) -> problems.add(problem(key.certificate(), failed)));
        followWanted(now);
    }

    /** A store that cannot be written to can be read all the same, and served from. */
    private boolean own() {
        try {
            return parts.store().tryOwn();
        } catch (StoreFailed e) {
            problems.add(problem("", e));
            return false;
        }
    }

    private void read(boolean isNewOwner, Instant now) throws StoreFailed {
        CertificateStore.Contents contents = parts.store().read();
        unreadable = new TreeMap<>(Comparator.comparing(CertificateKey::toString));
        contents.problems().entrySet().stream()
                .filter(problem -> issuers.isOurs(problem.getKey()))
                .forEach(problem -> unreadable.put(problem.getKey(), problem.getValue()));
        issuers.choose(contents, now).forEach(this::serve);
        if (isNewOwner) {
            for (Life life : lives.values()) {
                life.memory = remembered(life.wanted.id());
                life.kept = life.memory;
            }
        }
        hasRead = true;
    }

    private void serve(String id, Serving.Certificate found) {
        Life life = lives.get(id);
        if (life == null) {
            Optional<WantedCertificate> names = WantedCertificate.like(found.certificate());
            if (names.isEmpty() || !names.get().id().equals(id)) {
                LOG.warn("the kept certificate {} is for other names, and left alone", id);
                return;
            }
            life = new Life(names.get(), remembered(id));
            lives.put(id, life);
        }
        life.serving = found;
    }

    private void followWanted(Instant now) {
        Map<String, WantedCertificate> named = wanted;
        if (named == null) {
            return;
        }
        named.forEach((id, one) -> {
            Life life = lives.computeIfAbsent(id, _ -> new Life(one, remembered(id)));
            life.wanted = one;
            life.memory = life.memory.withUnwantedSince(Optional.empty());
        });
        lives.forEach((id, life) -> {
            boolean isNoted =
                    life.memory.unwantedSince().filter(since -> !since.isAfter(now)).isPresent();
            if (!named.containsKey(id) && !isNoted) {
                life.memory = life.memory.withUnwantedSince(Optional.of(now));
            }
        });
    }

    private void forget(Instant now) {
        lives.values().removeIf(life -> isForgotten(life, now) && archive(life));
    }

    private boolean isForgotten(Life life, Instant now) {
        Optional<Instant> since = life.memory.unwantedSince();
        if (since.isEmpty() || life.orderingSince.isPresent()) {
            return false;
        }
        return life.serving.equals(Serving.NONE)
                || !now.isBefore(since.get().plus(parts.settings().forgetAfter()));
    }

    private boolean archive(Life life) {
        String id = life.wanted.id();
        try {
            for (CertificateKey key : issuers.keys(id)) {
                parts.store().archive(key);
            }
            parts.store().delete(Note.life(id));
            parts.store().delete(Note.order(id));
            parts.store().delete(Note.orderKey(id));
            LOG.info("{} is not wanted any more, and archived", id);
            return true;
        } catch (StoreFailed e) {
            problems.add(problem(id, e));
            return false;
        }
    }

    private void begin(Life life, Instant now) {
        if (wanted == null || life.orderingSince.isPresent() || !life.isDue(now)) {
            return;
        }
        life.isForced = false;
        life.orderingSince = Optional.of(now);
        life.warning = "";
        String id = life.wanted.id();
        WantedCertificate ordered = life.wanted;
        Serving serving = life.serving;
        threads.execute(() -> {
            List<String> warnings = new ArrayList<>();
            Outcome outcome = obtain(ordered, serving, warnings);
            later.accept(() -> ended(id, serving, outcome, String.join(" ", warnings)));
        });
    }

    private Outcome obtain(WantedCertificate ordered, Serving serving, List<String> warnings) {
        try {
            orders.acquire();
        } catch (InterruptedException _) {
            return new Outcome.Stopped();
        }
        try {
            return issuers.obtain(ordered, serving, warnings::add);
        } finally {
            orders.release();
        }
    }

    /**
     * @param before what was served when the order began: by now the new certificate may have been
     *     read from the store already
     */
    private void ended(String id, Serving before, Outcome outcome, String warning) {
        Life life = lives.get(id);
        if (life == null) {
            return;
        }
        life.orderingSince = Optional.empty();
        life.warning = warning;
        switch (outcome) {
            case Outcome.Obtained obtained -> obtained(life, obtained, before.equals(Serving.NONE));
            case Outcome.Failed failed -> failed(life, failed);
            case Outcome.Stopped _ -> {}
        }
        noteLedger(life);
    }

    private void obtained(Life life, Outcome.Obtained obtained, boolean isFirst) {
        life.serving = new Serving.Certificate(obtained.certificate(), obtained.directory());
        life.memory = life.memory.issued(parts.clock().instant());
        LOG.info(
                "{}: {} by {}, valid until {}",
                life.wanted.id(),
                isFirst ? "issued" : "renewed",
                obtained.directory(),
                obtained.certificate().notAfter());
        tell(
                isFirst
                        ? new CertificateEvent.Issued(
                                life.wanted, obtained.certificate(), obtained.directory())
                        : new CertificateEvent.Renewed(
                                life.wanted, obtained.certificate(), obtained.directory()));
    }

    private void failed(Life life, Outcome.Failed failed) {
        Duration wait =
                parts.settings()
                        .backoff()
                        .wait(
                                failed.problem().kind(),
                                life.memory.attempts() + 1,
                                failed.atLeast(),
                                parts.random().nextDouble());
        life.memory = life.memory.failed(failed.problem(), parts.clock().instant(), wait);
        Failure failure = life.memory.failure().orElseThrow();
        LOG.warn(
                "{}: no certificate: {}; {}. Tried again at {}",
                life.wanted.id(),
                failed.problem().message(),
                failed.problem().fix(),
                failure.retryAt());
        tell(
                new CertificateEvent.Failed(
                        life.wanted, failed.problem(), life.memory.attempts(), failure.retryAt()));
    }

    private void ask(Life life, Instant now) {
        if (!life.isToBeAsked(now) || !(life.serving instanceof Serving.Certificate serving)) {
            return;
        }
        life.isAsking = true;
        String id = life.wanted.id();
        threads.execute(() -> {
            Question question = question(serving);
            later.accept(() -> answered(id, serving.certificate(), question));
        });
    }

    /**
     * What came of asking for a window.
     *
     * @param again how long until it is asked again
     */
    private record Question(Optional<Window> window, Duration again, boolean hasFailed) {}

    private Question question(Serving.Certificate serving) {
        try {
            questions.acquire();
            try {
                Optional<RenewalWindow> told = issuers.renewalWindow(serving);
                Duration again = told.flatMap(RenewalWindow::askAgain).orElse(ASK_AGAIN);
                String fingerprint = serving.certificate().fingerprint();
                return new Question(
                        told.map(w -> new Window(fingerprint, w.start(), w.end())),
                        bounded(again),
                        false);
            } finally {
                questions.release();
            }
        } catch (OrderFailed e) {
            LOG.info("{} does not say when to renew: {}", serving.directory(), e.getMessage());
            return new Question(Optional.empty(), ASK_AFTER_FAILURE, true);
        } catch (InterruptedException _) {
            return new Question(Optional.empty(), ASK_AFTER_FAILURE, true);
        }
    }

    private void answered(String id, ServerCertificate of, Question question) {
        Life life = lives.get(id);
        if (life == null) {
            return;
        }
        life.isAsking = false;
        // In the meantime it may have been replaced.
        if (life.certificate().filter(of::equals).isPresent()) {
            // A CA that cannot be asked now has not taken back what it has said.
            Optional<Window> window =
                    question.hasFailed() ? life.memory.window() : question.window();
            life.memory =
                    life.memory.withWindow(window, parts.clock().instant().plus(question.again()));
        }
    }

    private static Duration bounded(Duration again) {
        if (again.compareTo(ASK_AT_THE_EARLIEST) < 0) {
            return ASK_AT_THE_EARLIEST;
        }
        return again.compareTo(ASK_AT_THE_LATEST) > 0 ? ASK_AT_THE_LATEST : again;
    }

    private void warn(Life life, Instant now) {
        Optional<ServerCertificate> served = life.certificate();
        if (served.isEmpty() || now.isBefore(RenewalPolicy.warnAt(served.get()))) {
            return;
        }
        String fingerprint = served.get().fingerprint();
        if (!life.memory.warnedOf().equals(fingerprint)) {
            life.memory = life.memory.withWarnedOf(fingerprint);
            LOG.warn(
                    "{}: its certificate expires at {}", life.wanted.id(), served.get().notAfter());
            tell(new CertificateEvent.AboutToExpire(life.wanted, served.get().notAfter()));
        }
    }

    private void keep(Life life) {
        if (looks % (2L * LOOKS_PER_READ) == 0) {
            noteLedger(life);
        }
        if (life.memory.equals(life.kept)) {
            return;
        }
        try {
            parts.store().write(Note.life(life.wanted.id()), MemoryText.write(life.memory));
            life.kept = life.memory;
        } catch (StoreFailed e) {
            problems.add(problem(life.wanted.id(), e));
        }
    }

    private void noteLedger(Life life) {
        try {
            life.ledger = issuers.ledgerWords(life.wanted.identifiers());
        } catch (StoreFailed e) {
            life.ledger = String.valueOf(e.getMessage());
        }
    }

    /** What cannot be understood is set aside: the certificate itself is not in it. */
    private Memory remembered(String id) {
        try {
            Optional<String> text = parts.store().note(Note.life(id));
            if (text.isEmpty()) {
                return Memory.NOTHING;
            }
            try {
                return MemoryText.read(text.get());
            } catch (IllegalArgumentException e) {
                String aside = isOwner ? parts.store().setAside(Note.life(id)) : "where it was";
                LOG.warn("what was noted of {} cannot be read ({}): {}", id, e.getMessage(), aside);
                return Memory.NOTHING;
            }
        } catch (StoreFailed e) {
            LOG.warn("what was noted of {} cannot be read: {}", id, e.getMessage());
            return Memory.NOTHING;
        }
    }

    private void tell(CertificateEvent event) {
        try {
            parts.events().happened(event);
        } catch (RuntimeException e) {
            LOG.error("telling of {} has failed", event.wanted().id(), e);
        }
    }

    private CertificateProblem problem(String name, StoreFailed failed) {
        return new CertificateProblem(
                name, parts.store().place(), String.valueOf(failed.getMessage()), failed.fix());
    }
}
