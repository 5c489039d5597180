package dev.waggle.acme;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches a folder of certificates made elsewhere: {@code <dir>/<host>/fullchain.pem} and {@code
 * privkey.pem}.
 *
 * <p>It polls, because inotify says nothing on NFS and nothing about the targets of links. A pair
 * that cannot be served is a problem, and what was served before stays. A host's folder that has
 * vanished is served on until two polls in a row have missed it, because a copy that replaces the
 * folder takes it away for a moment. When the whole folder cannot be listed, nothing changes.
 *
 * <p>One thread calls {@link #step} or {@link #run}; both block on files, so it is a virtual one.
 */
public final class CertificateFolder {

    /**
     * More folders than this are a problem, and the ones after them in order of name are not read.
     */
    public static final int MAX_HOSTS = 10_000;

    /** How long after one poll the next begins. */
    public static final Duration POLL = Duration.ofSeconds(2);

    private final Path folder;
    private final InstantSource clock;
    private final SortedMap<String, HostFolder> hosts = new TreeMap<>();
    private final Semaphore asked = new Semaphore(0);
    private @Nullable State published;

    /**
     * @param folder need not exist yet
     * @param clock tells which certificates are valid
     */
    public CertificateFolder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * What a poll came to; equal by content.
     *
     * @param certificates what to serve
     * @param problems what an operator should mend, in order of folder name
     */
    public record State(Certificates certificates, List<CertificateProblem> problems) {
        public State {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Polls until interrupted; hands on each state that differs from the one before it, the first
     * one always.
     */
    public void run(Consumer<State> changes) {
        while (!Thread.currentThread().isInterrupted()) {
            State state = step();
            if (!state.equals(published)) {
                changes.accept(state);
                published = state;
            }
            if (!pause()) {
                return;
            }
        }
    }

    /** Makes {@link #run} poll at once, as on SIGHUP. From any thread; does not block. */
    public void pollNow() {
        asked.release();
    }

    /** Polls once: reads what has changed and says what to serve. */
    public State step() {
        List<CertificateProblem> problems = new ArrayList<>();
        Instant now = clock.instant();
        pollHosts(now, problems);
        hosts.values().forEach(host -> host.addProblems(now, problems));
        return new State(new Certificates(byName()), problems);
    }

    private void pollHosts(Instant now, List<CertificateProblem> problems) {
        SortedMap<String, Path> present;
        try {
            present = list(problems);
        } catch (IOException e) {
            problems.add(unreadable(e));
            return;
        }
        present.forEach(
                (name, path) -> hosts.computeIfAbsent(name, _ -> new HostFolder(name, path)));
        hosts.values().removeIf(host -> host.isGone(present.containsKey(host.name())));
        present.keySet().forEach(name -> hosts.computeIfPresent(name, (_, host) -> host.poll(now)));
    }

    private SortedMap<String, Path> list(List<CertificateProblem> problems) throws IOException {
        SortedMap<String, Path> present = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry) && !entry.getFileName().toString().startsWith(".")) {
                    addTo(present, entry, problems);
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return present;
    }

    private void addTo(
            SortedMap<String, Path> present, Path entry, List<CertificateProblem> problems) {
        String directory = entry.getFileName().toString();
        String name = HostFolder.nameOf(directory);
        if (name.isEmpty()) {
            problems.add(
                    new CertificateProblem(
                            directory,
                            entry.toString(),
                            "the folder's name is not a host name",
                            "name it after the host in lower case; *.example.org or _.example.org for a wildcard"));
            return;
        }
        present.putIfAbsent(name, entry);
        if (present.size() > MAX_HOSTS) {
            present.pollLastEntry();
            if (problems.stream().noneMatch(problem -> problem.name().isEmpty())) {
                problems.add(tooMany());
            }
        }
    }

    private CertificateProblem tooMany() {
        return new CertificateProblem(
                "",
                folder.toString(),
                "there are over %d folders, the last ones are not read".formatted(MAX_HOSTS),
                "remove those of hosts that are gone");
    }

    private CertificateProblem unreadable(IOException e) {
        return new CertificateProblem(
                "",
                folder.toString(),
                "the folder cannot be listed (%s), what was read before is still served"
                        .formatted(e),
                "create it, or let the proxy's user read it");
    }

    /**
     * A folder's own name wins over another certificate's alternative name; among those the one
     * valid for longest.
     */
    private Map<String, ServerCertificate> byName() {
        SortedMap<String, ServerCertificate> byName = new TreeMap<>();
        for (HostFolder host : hosts.values()) {
            ServerCertificate certificate = host.serving();
            if (certificate != null) {
                certificate
                        .names()
                        .forEach(name -> byName.merge(name, certificate, this::validForLongest));
            }
        }
        for (HostFolder host : hosts.values()) {
            ServerCertificate certificate = host.serving();
            if (certificate != null) {
                byName.put(host.name(), certificate);
            }
        }
        return byName;
    }

    private ServerCertificate validForLongest(ServerCertificate one, ServerCertificate other) {
        return other.notAfter().isAfter(one.notAfter()) ? other : one;
    }

    private boolean pause() {
        try {
            // Asked for in the meantime once or many times: one poll answers them all.
            if (asked.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                asked.drainPermits();
            }
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
