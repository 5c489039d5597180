package dev.waggle.proxy.tls;

import dev.waggle.acme.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the secrets of session tickets outlive the process, so that clients resume after a restart:
 * a file for its owner only. Whoever reads it can read what was said in resumed sessions of as long
 * as the secrets are used. Blocks; a file that cannot be used costs full handshakes and nothing
 * else.
 */
final class TicketFile {
    private static final Logger LOG = LoggerFactory.getLogger(TicketFile.class);
    private static final String FORM = "waggle-tickets 1";
    private static final int MAX_BYTES = 1024;

    private final @Nullable Path file;
    private List<Object> seen = List.of();

    /** Secrets, and since when the newest encrypts. */
    record Kept(TicketSecrets secrets, Instant since) {}

    /**
     * @param file null to keep nothing
     */
    TicketFile(@Nullable Path file) {
        this.file = file;
    }

    /**
     * What is in the file now, when it is another one than at the last look: processes that share a
     * state directory, on several nodes say, share their tickets. Cheap when nothing is new.
     *
     * @param rotation how long one secret encrypts
     */
    Optional<Kept> changed(Instant now, Duration rotation) {
        List<Object> current = version();
        if (current.equals(seen)) {
            return Optional.empty();
        }
        seen = current;
        return load(now, rotation);
    }

    /** It is replaced and never written to, so each writing has a time or an inode of its own. */
    private List<Object> version() {
        if (file == null) {
            return List.of();
        }
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(now.lastModifiedTime(), String.valueOf(now.fileKey()));
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * What was kept, unless it is too old to be used.
     *
     * @param rotation how long one secret encrypts
     */
    Optional<Kept> load(Instant now, Duration rotation) {
        if (file == null) {
            return Optional.empty();
        }
        try {
            Kept kept = read(file);
            Instant end = kept.since().plus(rotation.multipliedBy(TicketSecrets.KEPT));
            boolean usable = !kept.since().isAfter(now) && now.isBefore(end);
            return usable ? Optional.of(kept) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the kept ticket secrets cannot be used: {}: {}", file, e.toString());
            return Optional.empty();
        }
    }

    private static Kept read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("it has more than " + MAX_BYTES + " bytes");
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 3 || !lines.getFirst().equals(FORM)) {
            throw new IOException("it is of another form");
        }
        List<byte[]> secrets = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            secrets.add(HexFormat.of().parseHex(line));
        }
        return new Kept(
                TicketSecrets.of(secrets), Instant.ofEpochSecond(Long.parseLong(lines.get(1))));
    }

    void save(Kept kept) {
        if (file == null) {
            return;
        }
        StringBuilder text = new StringBuilder(FORM).append('\n');
        text.append(kept.since().getEpochSecond()).append('\n');
        for (byte[] secret : kept.secrets().newestFirst()) {
            text.append(HexFormat.of().formatHex(secret)).append('\n');
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.writePrivate(file, text.toString());
        } catch (IOException e) {
            LOG.warn("ticket secrets will not outlive the process: {}: {}", file, e.toString());
        }
    }
}
