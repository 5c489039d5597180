package dev.waggle.acme.takeover;

import dev.waggle.acme.PemPair;
import dev.waggle.acme.PemRefused;
import dev.waggle.acme.Printable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads certbot's folder: in {@code live/} one folder for each certificate, whose {@code
 * fullchain.pem} and {@code privkey.pem} are links into {@code archive/}.
 */
final class CertbotTree {

    private CertbotTree() {}

    /**
     * @param folder certbot's own ({@code /etc/letsencrypt}), its {@code live/}, or one in that
     */
    static List<Found> read(Path folder, Instant now) throws ImportFailed {
        Path live = folder.resolve("live");
        List<Found> found = new ArrayList<>();
        for (Path pair : pairsIn(Files.isDirectory(live) ? live : folder)) {
            found.add(read(pair, Printable.of(String.valueOf(pair.getFileName())), now));
        }
        return found;
    }

    private static SortedSet<Path> pairsIn(Path folder) throws ImportFailed {
        SortedSet<Path> pairs = new TreeSet<>();
        if (Files.exists(folder.resolve("fullchain.pem"))) {
            pairs.add(folder);
            return pairs;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path entry : entries) {
                pairs.add(entry);
                CertificateImport.checkCount(pairs.size());
            }
            return pairs;
        } catch (IOException | DirectoryIteratorException e) {
            throw new ImportFailed(
                    "%s cannot be listed (%s)".formatted(folder, e),
                    "let the user that runs the proxy read it");
        }
    }

    private static Found read(Path folder, String place, Instant now) {
        try {
            return new Found.Pair(
                    place,
                    PemPair.read(
                            folder.resolve("fullchain.pem"), folder.resolve("privkey.pem"), now));
        } catch (PemRefused e) {
            return new Found.Unusable(place, e.file() + ": " + e.getMessage(), e.fix());
        }
    }
}
