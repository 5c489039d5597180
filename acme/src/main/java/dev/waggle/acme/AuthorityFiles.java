package dev.waggle.acme;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;

/**
 * Where the local authority lives: key and certificate in one file, so that they can never be of
 * two authorities.
 */
final class AuthorityFiles {

    private static final Set<OpenOption> LOCKABLE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

    private final Path directory;
    private final Path pairFile;
    private final Path certificateFile;
    private final Path lockFile;

    AuthorityFiles(Path directory) {
        this.directory = directory;
        this.pairFile = directory.resolve("local-ca.pem");
        this.certificateFile = directory.resolve("local-ca.crt");
        this.lockFile = directory.resolve("local-ca.lock");
    }

    Path certificateFile() {
        return certificateFile;
    }

    /** Reads the authority, or makes one when there is none or its time is nearly over. */
    AuthorityKey openOrCreate(Instant now, SecureRandom random) throws StateUnusable {
        // A file's lock is the process's, not the thread's.
        synchronized (AuthorityFiles.class) {
            return openOrCreateAlone(now, random);
        }
    }

    /** Of processes that share the directory one makes it, and the others wait and read. */
    private AuthorityKey openOrCreateAlone(Instant now, SecureRandom random) throws StateUnusable {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw unwritable(e);
        }
        try (FileChannel channel = FileChannel.open(lockFile, LOCKABLE);
                FileLock _ = channel.lock()) {
            AuthorityKey authority = existsAndLasts(now) ? read() : create(now, random);
            AtomicFile.writePublic(certificateFile, authority.certificatePem());
            return authority;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private StateUnusable unwritable(IOException e) {
        return new StateUnusable(
                "the state directory %s cannot be written (%s): make it writable for the proxy's user, or choose another"
                        .formatted(directory, e),
                e);
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
