package dev.waggle.acme.store;

import dev.waggle.acme.FileStamp;
import dev.waggle.acme.Pem;
import dev.waggle.acme.PemPair;
import dev.waggle.acme.PemRefused;
import dev.waggle.acme.ServerCertificate;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the certificates of a {@link DirectoryStore}, each again only when its file has changed. Of
 * one that has become unreadable, what was read before is kept. Not safe for use by many threads.
 */
final class CertificateShelf {

    static final String PAIR = "pair.pem";
    static final int MAX_CERTIFICATES = 10_000;

    private final Path root;
    private Map<CertificateKey, Read> read = Map.of();

    private record Read(
            FileStamp stamp,
            @Nullable ServerCertificate certificate,
            @Nullable StoreFailed problem) {}

    CertificateShelf(Path root) {
        this.root = root;
    }

    static String pairText(ServerCertificate certificate) {
        return Pem.ofKey(certificate.privateKey()) + Pem.ofChain(certificate.chain());
    }

    Path folder(CertificateKey key) {
        return root.resolve(key.directory()).resolve("certificates").resolve(key.certificate());
    }

    /** The same certificate is archived under the same name. */
    String archiveName(CertificateKey key) {
        Read known = read.get(key);
        String mark =
                known == null || known.certificate() == null
                        ? Long.toHexString(FileStamp.of(folder(key)).modified().toMillis())
                        : known.certificate().fingerprint().substring(0, 16);
        return key.certificate() + "-" + mark;
    }

    CertificateStore.Contents read() throws IOException {
        Map<CertificateKey, Read> now = new HashMap<>();
        for (CertificateKey key : keys()) {
            now.put(key, read(key, read.get(key)));
        }
        read = now;
        Map<CertificateKey, ServerCertificate> certificates = new HashMap<>();
        Map<CertificateKey, StoreFailed> problems = new HashMap<>();
        now.forEach((key, one) -> {
            if (one.certificate() != null) {
                certificates.put(key, one.certificate());
            }
            if (one.problem() != null) {
                problems.put(key, one.problem());
            }
        });
        return new CertificateStore.Contents(certificates, problems);
    }

    private Read read(CertificateKey key, @Nullable Read before) {
        Path file = folder(key).resolve(PAIR);
        FileStamp stamp = FileStamp.of(file);
        if (before != null && before.stamp().equals(stamp)) {
            return before;
        }
        try {
            return new Read(stamp, PemPair.read(file), null);
        } catch (PemRefused e) {
            StoreFailed problem =
                    new StoreFailed(
                            "%s is not served: %s".formatted(file, e.getMessage()),
                            "restore it, or delete its folder to have a new one ordered",
                            e);
            return new Read(stamp, before == null ? null : before.certificate(), problem);
        }
    }

    private List<CertificateKey> keys() throws IOException {
        List<CertificateKey> keys = new ArrayList<>();
        for (String directory : namesIn(root)) {
            for (String certificate : namesIn(root.resolve(directory).resolve("certificates"))) {
                if (keys.size() < MAX_CERTIFICATES) {
                    addIfOurs(directory, certificate, keys);
                }
            }
        }
        return keys;
    }

    private void addIfOurs(String directory, String certificate, List<CertificateKey> keys) {
        try {
            CertificateKey key = new CertificateKey(directory, certificate);
            if (Files.exists(folder(key).resolve(PAIR))) {
                keys.add(key);
            }
        } catch (IllegalArgumentException _) {
            // A folder that somebody else has put there.
        }
    }

    private static List<String> namesIn(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return names;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }
}
