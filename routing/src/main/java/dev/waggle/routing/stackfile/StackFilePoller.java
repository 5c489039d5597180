package dev.waggle.routing.stackfile;

import dev.waggle.routing.Malformed;
import dev.waggle.routing.Problem;
import dev.waggle.routing.source.DiscoveryStatus;
import dev.waggle.routing.source.SourceState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a stack file again and again, and tells its state when the content has changed. A file
 * that is missing or broken changes nothing but the problems.
 *
 * <p>Polled and not watched: inotify is silent on NFS and across the symbolic links of a mount.
 */
final class StackFilePoller {
    private static final Logger LOG = LoggerFactory.getLogger(StackFilePoller.class);

    /** Coarser than the time stamps of any file system: within it a change may not move them. */
    private static final Duration TIME_STAMP_GRAIN = Duration.ofSeconds(3);

    private record Stamp(FileTime modified, long bytes, @Nullable Object fileKey) {}

    private final Path file;
    private final Map<String, String> variables;
    private final InstantSource clock;

    private @Nullable Stamp readStamp;
    private byte @Nullable [] readContent;
    private @Nullable SourceState lastState;
    private volatile List<Problem> problems = List.of();
    private volatile DiscoveryStatus status = DiscoveryStatus.UNREAD;

    StackFilePoller(Path file, Map<String, String> variables, InstantSource clock) {
        this.file = file;
        this.variables = Map.copyOf(variables);
        this.clock = clock;
    }

    /** From any thread: what is wrong with the file as it is now. */
    List<Problem> problems() {
        return problems;
    }

    /** From any thread: how well the file is known. */
    DiscoveryStatus status() {
        return status;
    }

    /** One look: a state when it is another than the last one. By one thread at a time. */
    Optional<SourceState> step() {
        try {
            return readIfChanged();
        } catch (Malformed e) {
            broken(e.what(), e.accepted());
        } catch (NoSuchFileException e) {
            unreadable("does not exist");
        } catch (IOException e) {
            unreadable("cannot be read: " + e);
        }
        return Optional.empty();
    }

    /** Forgets what was read, so that the same content makes all well again when it is back. */
    private void unreadable(String what) {
        readStamp = null;
        readContent = null;
        broken(what, "a readable file");
    }

    private Optional<SourceState> readIfChanged() throws IOException {
        Stamp stamp = stamp();
        if (stamp.equals(readStamp) && isOld(stamp)) {
            return unchanged();
        }
        byte[] content = content();
        readStamp = stamp;
        if (Arrays.equals(content, readContent)) {
            return unchanged();
        }
        readContent = content;
        StackFile read = StackFileReader.read(content, variables);
        problems = read.problems();
        status = status.succeeded(clock.instant(), content.length);
        boolean isNew = !read.state().equals(lastState);
        lastState = read.state();
        return isNew ? Optional.of(read.state()) : Optional.empty();
    }

    /** A look at a file that is as good or as broken as it was. */
    private Optional<SourceState> unchanged() {
        if (!status.isStale()) {
            status = status.succeeded(clock.instant(), 0);
        }
        return Optional.empty();
    }

    private Stamp stamp() throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException("not a regular file");
        }
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }

    private boolean isOld(Stamp stamp) {
        return stamp.modified().toInstant().plus(TIME_STAMP_GRAIN).isBefore(clock.instant());
    }

    private byte[] content() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(StackYaml.MAX_BYTES + 1);
        }
    }

    /** Logged once for each new failure, as the file is looked at every second. */
    private void broken(String what, String accepted) {
        String kept = lastState == null ? "" : "; the last good content stays";
        Problem problem =
                new Problem(
                        "",
                        "",
                        file.toString(),
                        "the stack file " + what + kept,
                        "write " + accepted);
        if (!problems.equals(List.of(problem))) {
            LOG.warn("stack file {} {}{}", file, what, kept);
        }
        problems = List.of(problem);
        status = status.failed(what, 0);
    }
}
