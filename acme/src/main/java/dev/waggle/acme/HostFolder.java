package dev.waggle.acme;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One host's folder: the pair that was last good, and why the present one is not served, if it is
 * not.
 */
final class HostFolder {

    private static final int POLLS_UNTIL_GONE = 2;

    private final String name;
    private final Path chainFile;
    private final Path keyFile;
    private @Nullable Stamps read;
    private @Nullable ServerCertificate serving;
    private @Nullable CertificateProblem problem;
    private int missedPolls;

    private record Stamps(FileStamp chain, FileStamp key) {}

    HostFolder(String name, Path folder) {
        this.name = name;
        this.chainFile = folder.resolve("fullchain.pem");
        this.keyFile = folder.resolve("privkey.pem");
    }

    /** The host that a folder's name stands for, empty when it stands for none. */
    static String nameOf(String directory) {
        String lower = directory.toLowerCase(Locale.ROOT);
        // Some file systems and shells make a star in a name a nuisance.
        String name = lower.startsWith("_.") ? "*" + lower.substring(1) : lower;
        return HostNames.isHostOrWildcard(name) ? name : "";
    }

    String name() {
        return name;
    }

    @Nullable ServerCertificate serving() {
        return serving;
    }

    /** Counts the polls that have missed this folder; true when it is time to forget it. */
    boolean isGone(boolean present) {
        missedPolls = present ? 0 : missedPolls + 1;
        return missedPolls >= POLLS_UNTIL_GONE;
    }

    /**
     * Reads the pair when it has changed. One with a problem is read each time: time alone may mend
     * it.
     */
    HostFolder poll(Instant now) {
        Stamps before = stamps();
        if (problem == null && before.equals(read)) {
            return this;
        }
        try {
            ServerCertificate certificate = PemPair.read(chainFile, keyFile, now);
            checkCoversFolder(certificate);
            // Written to while it was read: what was read may be half of one and half of another.
            if (before.equals(stamps())) {
                serve(certificate, before);
            }
        } catch (PemRefused e) {
            problem = e.toProblem(name);
        }
        return this;
    }

    void addProblems(Instant now, List<CertificateProblem> problems) {
        if (problem != null) {
            problems.add(problem);
        } else if (serving != null && now.isAfter(serving.notAfter())) {
            problems.add(
                    new CertificateProblem(
                            name,
                            chainFile.toString(),
                            "the certificate that is served expired at " + serving.notAfter(),
                            "renew it and write the new chain and key"));
        }
    }

    private void serve(ServerCertificate certificate, Stamps stamps) {
        // The same object for the same content, so that equal snapshots are found equal at once.
        serving = certificate.equals(serving) ? serving : certificate;
        read = stamps;
        problem = null;
    }

    private void checkCoversFolder(ServerCertificate certificate) throws PemRefused {
        if (!certificate.covers(name)) {
            throw new PemRefused(
                    chainFile,
                    "the certificate does not cover %s, only %s"
                            .formatted(name, String.join(", ", certificate.names())),
                    "move it to a folder named after one of its names, or make one for " + name);
        }
    }

    private Stamps stamps() {
        return new Stamps(FileStamp.of(chainFile), FileStamp.of(keyFile));
    }
}
