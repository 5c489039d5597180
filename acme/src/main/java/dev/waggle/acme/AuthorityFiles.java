package dev.waggle.acme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * Where the local authority lives: key and certificate in one file, so that they can never be of
 * two authorities.
 */
final class AuthorityFiles {

    private final Path directory;
    private final Path pairFile;
    private final Path certificateFile;

    AuthorityFiles(Path directory) {
        this.directory = directory;
        this.pairFile = directory.resolve("local-ca.pem");
        this.certificateFile = directory.resolve("local-ca.crt");
    }

    Path certificateFile() {
        return certificateFile;
    }

    /** Reads the authority, or makes one when there is none or its time is nearly over. */
    AuthorityKey openOrCreate(Instant now, SecureRandom random) throws StateUnusable {
        try {
            Files.createDirectories(directory);
            AuthorityKey authority = existsAndLasts(now) ? read() : create(now, random);
            AtomicFile.writePublic(certificateFile, authority.certificatePem());
            return authority;
        } catch (IOException e) {
            throw new StateUnusable(
                    "the state directory %s cannot be written (%s): make it writable for the proxy's user, or choose another"
                            .formatted(directory, e),
                    e);
        }
    }

    private boolean existsAndLasts(Instant now) throws IOException, StateUnusable {
        if (!Files.exists(pairFile)) {
            return false;
        }
        // A leaf must not outlive its authority.
        Instant end = read().certificate().getNotAfter().toInstant();
        return now.plus(LocalAuthority.LEAF_LIFETIME).isBefore(end);
    }

    private AuthorityKey read() throws StateUnusable {
        try {
            return PemPair.readAuthority(pairFile);
        } catch (PemRefused e) {
            throw new StateUnusable(
                    "%s holds no usable authority (%s): restore it, or delete it to have a new one made"
                            .formatted(pairFile, e.getMessage()),
                    e);
        }
    }

    private AuthorityKey create(Instant now, SecureRandom random) throws IOException {
        AuthorityKey authority = AuthorityMaker.make(now, random);
        AtomicFile.writePrivate(pairFile, authority.pairPem());
        return authority;
    }
}
