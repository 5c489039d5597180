package dev.waggle.proxy.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from the next without reading it.
 *
 * @param fileKey the inode, where the file system has one
 */
record FileStamp(FileTime modified, long bytes, @Nullable Object fileKey) {
    /** No file, or none that we may look at. */
    static final FileStamp ABSENT = new FileStamp(FileTime.fromMillis(0), -1, null);

    /** As coarse as any file system that is likely here keeps its times. */
    private static final Duration COARSEST = Duration.ofSeconds(3);

    /** The stamp of a file as it is now; symbolic links are followed. */
    static FileStamp of(Path path) {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileStamp(now.lastModifiedTime(), now.size(), now.fileKey());
        } catch (IOException e) {
            return ABSENT;
        }
    }

    /**
     * Whether an equal stamp later on means that nothing has changed; a file that is written twice
     * within one tick of its file system's clock shows the same stamp for both.
     */
    boolean isSettled(Instant now) {
        return !equals(ABSENT) && modified.toInstant().plus(COARSEST).isBefore(now);
    }
}
