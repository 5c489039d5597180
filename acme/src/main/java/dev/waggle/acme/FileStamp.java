package dev.waggle.acme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * How a file looked from outside: a change of any of these is a change of the file.
 *
 * <p>The resolved path is part of it because certbot's {@code live/} holds links whose targets
 * change, and because links to whole folders are swapped; the inode because a renamed file may have
 * an old time.
 */
public record FileStamp(String realPath, FileTime modified, long bytes, String inode) {

    private static final FileStamp ABSENT = new FileStamp("", FileTime.fromMillis(0), -1, "");

    /**
     * Follows links. A file that is absent, or whose link leads nowhere, has a stamp too. Blocks.
     */
    public static FileStamp of(Path file) {
        try {
            Path real = file.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            return new FileStamp(
                    real.toString(),
                    attributes.lastModifiedTime(),
                    attributes.size(),
                    String.valueOf(attributes.fileKey()));
        } catch (IOException _) {
            return ABSENT;
        }
    }
}
