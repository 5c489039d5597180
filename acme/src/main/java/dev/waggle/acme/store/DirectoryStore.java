package dev.waggle.acme.store;

import dev.waggle.acme.AtomicFile;
import dev.waggle.acme.Pem;
import dev.waggle.acme.ServerCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store in a folder of the state directory, which other tools can read:
 *
 * <pre>
 * lock                                      held by the process that orders
 * account.pem                               the account's key
 * DIRECTORY/account.json, ledger.json
 * DIRECTORY/certificates/NAME/pair.pem      key and chain in one file: never of two certificates
 * DIRECTORY/certificates/NAME/fullchain.pem, privkey.pem        for other tools
 * DIRECTORY/archive/NAME-FINGERPRINT/       what nobody wants any more
 * life/NAME.json, NAME.key.pem              orders under way, and what went wrong
 * </pre>
 *
 * <p>Each file is replaced whole ({@link AtomicFile}), so that a process killed at any point leaves
 * the old one or the new one. All but {@code fullchain.pem} are readable by their owner only.
 */
public final class DirectoryStore implements CertificateStore {

    private static final int MAX_NOTE_BYTES = 4 * 1024 * 1024;

    private static final String CHAIN = "fullchain.pem";
    private static final String KEY = "privkey.pem";

    private final Path root;
    private final CertificateShelf shelf;
    private @Nullable FileChannel lockFile;
    private @Nullable FileLock lock;
    private boolean mended;

    /**
     * @param root made when it is first written to
     */
    public DirectoryStore(Path root) {
        this.root = root;
        this.shelf = new CertificateShelf(root);
    }

    @Override
    public synchronized boolean tryOwn() throws StoreFailed {
        if (lock != null) {
            return true;
        }
        try {
            Files.createDirectories(root);
            lock = lockIn(root.resolve("lock"));
        } catch (IOException e) {
            throw unwritable(root, e);
        }
        return lock != null;
    }

    private @Nullable FileLock lockIn(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock taken = null;
        try {
            taken = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // Another store of this same process has it.
        } finally {
            if (taken == null) {
                channel.close();
            }
        }
        lockFile = taken == null ? null : channel;
        return taken;
    }

    @Override
    public synchronized Contents read() throws StoreFailed {
        try {
            Contents contents = shelf.read();
            if (lock != null && !mended) {
                mendCopies(contents);
            }
            return contents;
        } catch (IOException e) {
            throw new StoreFailed(
                    "the certificates in %s cannot be listed (%s)".formatted(root, reason(e)),
                    "let the proxy's user read it",
                    e);
        }
    }

    @Override
    public synchronized void save(CertificateKey key, ServerCertificate certificate)
            throws StoreFailed {
        Path folder = shelf.folder(key);
        try {
            Files.createDirectories(folder);
            AtomicFile.writePrivate(
                    folder.resolve(CertificateShelf.PAIR), CertificateShelf.pairText(certificate));
            writeCopies(folder, certificate);
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /** A process that was killed between the pair and its copies has left older copies. */
    private void mendCopies(Contents contents) throws StoreFailed {
        for (Map.Entry<CertificateKey, ServerCertificate> one :
                contents.certificates().entrySet()) {
            Path folder = shelf.folder(one.getKey());
            try {
                if (!hasCopies(folder, one.getValue())) {
                    writeCopies(folder, one.getValue());
                }
            } catch (IOException e) {
                throw unwritable(folder, e);
            }
        }
        mended = true;
    }

    private static boolean hasCopies(Path folder, ServerCertificate certificate)
            throws IOException {
        Path chain = folder.resolve(CHAIN);
        Path key = folder.resolve(KEY);
        return Files.exists(chain)
                && Files.exists(key)
                && Files.readString(chain).equals(Pem.ofChain(certificate.chain()))
                && Files.readString(key).equals(Pem.ofKey(certificate.privateKey()));
    }

    private static void writeCopies(Path folder, ServerCertificate certificate) throws IOException {
        AtomicFile.writePublic(folder.resolve(CHAIN), Pem.ofChain(certificate.chain()));
        AtomicFile.writePrivate(folder.resolve(KEY), Pem.ofKey(certificate.privateKey()));
    }

    @Override
    public synchronized void archive(CertificateKey key) throws StoreFailed {
        Path folder = shelf.folder(key);
        if (!Files.exists(folder)) {
            return;
        }
        Path archive = root.resolve(key.directory()).resolve("archive");
        try {
            Files.createDirectories(archive);
            AtomicFile.move(folder, unused(archive, shelf.archiveName(key)));
        } catch (IOException e) {
            throw unwritable(archive, e);
        }
    }

    /** Somebody may have put back by hand what was archived once. */
    private static Path unused(Path archive, String name) {
        Path place = archive.resolve(name);
        for (int again = 2; Files.exists(place); again++) {
            place = archive.resolve(name + "-" + again);
        }
        return place;
    }

    @Override
    public synchronized Optional<String> note(Note note) throws StoreFailed {
        Path file = file(note);
        try {
            if (Files.size(file) > MAX_NOTE_BYTES) {
                throw new IOException("it has over %d bytes".formatted(MAX_NOTE_BYTES));
            }
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StoreFailed(
                    "%s cannot be read (%s)".formatted(file, reason(e)),
                    "let the proxy's user read it, or restore it",
                    e);
        }
    }

    @Override
    public synchronized void write(Note note, String text) throws StoreFailed {
        Path file = file(note);
        try {
            Files.createDirectories(file.getParent());
            AtomicFile.writePrivate(file, text);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    @Override
    public synchronized void delete(Note note) throws StoreFailed {
        Path file = file(note);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    @Override
    public synchronized String setAside(Note note) throws StoreFailed {
        Path file = file(note);
        Path aside = file.resolveSibling(note.name() + ".unreadable");
        try {
            AtomicFile.move(file, aside);
            return aside.toString();
        } catch (IOException e) {
            throw unwritable(aside, e);
        }
    }

    @Override
    public String place() {
        return root.toString();
    }

    @Override
    public synchronized void close() {
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the lock cannot be given up", e);
        } finally {
            lock = null;
            lockFile = null;
        }
    }

    private Path file(Note note) {
        return root.resolve(note.place()).resolve(note.name());
    }

    private static StoreFailed unwritable(Path path, IOException e) {
        return new StoreFailed(
                "%s cannot be written (%s)".formatted(path, reason(e)),
                "free room there and make it writable for the proxy's user, or choose another state"
                        + " directory",
                e);
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.FileSystemException failed && failed.getReason() != null
                ? failed.getReason()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
