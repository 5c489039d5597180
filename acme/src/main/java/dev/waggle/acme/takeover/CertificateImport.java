package dev.waggle.acme.takeover;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.life.WantedCertificate;
import dev.waggle.acme.store.CertificateKey;
import dev.waggle.acme.store.CertificateStore;
import dev.waggle.acme.store.StoreFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the certificates of another tool into the store, as if they had been ordered: certbot's
 * folder, or Traefik's {@code acme.json}. Each stands for itself: one that cannot be used, or is
 * valid no longer than what is kept for the same names, changes nothing for the others. Blocks on
 * files.
 *
 * <p>They go to the CA that is asked first: it is asked for their renewal too, and one that it does
 * not know is renewed all the same (RFC 9773 section 5).
 */
public final class CertificateImport {

    /** More than these at once are refused. */
    public static final int MAX_CERTIFICATES = 5_000;

    private final CertificateStore store;
    private final String directory;
    private final InstantSource clock;

    /**
     * @param store owned by this process
     * @param directory which CA's they become
     */
    public CertificateImport(CertificateStore store, String directory, InstantSource clock) {
        this.store = store;
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * Imports all that is there.
     *
     * @param from a folder of certbot, or a file of Traefik
     * @return what came of each, in its order
     * @throws ImportFailed when nothing at all can be read there, or the store cannot be read
     */
    public List<Imported> from(Path from) throws ImportFailed {
        Instant now = clock.instant();
        List<Found> found =
                Files.isDirectory(from) ? CertbotTree.read(from, now) : TraefikFile.read(from, now);
        Map<CertificateKey, ServerCertificate> kept = kept();
        List<Imported> results = new ArrayList<>();
        for (Found one : found) {
            results.add(
                    switch (one) {
                        case Found.Pair pair -> take(pair, kept);
                        case Found.Unusable(var place, var message, var fix) ->
                                new Imported.Refused(place, message, fix);
                    });
        }
        return results;
    }

    static void checkCount(int count) throws ImportFailed {
        if (count > MAX_CERTIFICATES) {
            throw new ImportFailed(
                    "there are over %d certificates".formatted(MAX_CERTIFICATES),
                    "import them in parts");
        }
    }

    private Map<CertificateKey, ServerCertificate> kept() throws ImportFailed {
        try {
            return new HashMap<>(store.read().certificates());
        } catch (StoreFailed e) {
            throw new ImportFailed(String.valueOf(e.getMessage()), e.fix());
        }
    }

    private Imported take(Found.Pair pair, Map<CertificateKey, ServerCertificate> kept) {
        Optional<WantedCertificate> names = WantedCertificate.like(pair.certificate());
        if (names.isEmpty()) {
            return new Imported.Refused(
                    pair.place(),
                    "it has over %d names, or a key of a kind that is not ordered"
                            .formatted(WantedCertificate.MAX_IDENTIFIERS),
                    "put it into cert-dir, or have a new one ordered");
        }
        CertificateKey key = new CertificateKey(directory, names.get().id());
        ServerCertificate present = kept.get(key);
        if (present != null && !pair.certificate().notAfter().isAfter(present.notAfter())) {
            return new Imported.Left(pair.place(), key.certificate(), present.notAfter());
        }
        return save(pair, key, kept);
    }

    private Imported save(
            Found.Pair pair, CertificateKey key, Map<CertificateKey, ServerCertificate> kept) {
        ServerCertificate certificate = pair.certificate();
        try {
            store.save(key, certificate);
        } catch (StoreFailed e) {
            return new Imported.Refused(pair.place(), String.valueOf(e.getMessage()), e.fix());
        }
        kept.put(key, certificate);
        return new Imported.Taken(
                pair.place(), key.certificate(), certificate.issuer(), certificate.notAfter());
    }
}
