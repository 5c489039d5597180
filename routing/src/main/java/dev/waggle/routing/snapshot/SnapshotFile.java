package dev.waggle.routing.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * One file with one snapshot: a line with the version of the form and the SHA-256 of what follows,
 * then JSON. Readable by its owner only, for labels may tell much. Used by one thread at a time.
 */
final class SnapshotFile {
    /** As much as an answer of the Engine may have. */
    static final long MAX_BYTES = 64L << 20;

    private static final String FORM = "waggle-snapshot 1 ";

    private final Path file;

    SnapshotFile(Path file) {
        this.file = file;
    }

    Path path() {
        return file;
    }

    /** Whole or not at all, also over a crash: to a new file, forced to disk, then renamed. */
    void save(Snapshot snapshot) throws IOException {
        byte[] json = SnapshotJson.write(snapshot);
        byte[] head = head(json);
        if (head.length + json.length > MAX_BYTES) {
            throw new SnapshotRefused("it would have more than " + MAX_BYTES + " bytes");
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            write(channel, head);
            write(channel, json);
            channel.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /**
     * What was saved last; empty when nothing was.
     *
     * @throws SnapshotRefused when the file is too long, of another version, or not as it was
     *     written
     */
    Optional<Snapshot> load() throws IOException {
        byte[] bytes;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new SnapshotRefused("it has more than " + MAX_BYTES + " bytes");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        int length = head(new byte[0]).length;
        if (bytes.length < length) {
            throw new SnapshotRefused("it is too short");
        }
        byte[] json = Arrays.copyOfRange(bytes, length, bytes.length);
        if (!Arrays.equals(head(json), Arrays.copyOf(bytes, length))) {
            throw new SnapshotRefused("it is of another version, or was damaged");
        }
        return Optional.of(SnapshotJson.read(json));
    }

    private static byte[] head(byte[] json) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(json);
            String line = FORM + HexFormat.of().formatHex(hash) + "\n";
            return line.getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
