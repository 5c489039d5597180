package dev.waggle.proxy.auth;

import dev.waggle.proxy.auth.HtpasswdParser.TooLarge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/** Reads password files from disk; for threads that may wait. */
final class PasswordFileReader {
    private final AtomicLong versions = new AtomicLong();

    /**
     * Reads a file as it is now.
     *
     * @param before what it was; the same object is returned when its content has not changed
     */
    PasswordFile read(Path path, PasswordFile before) {
        PasswordFile now = read(path);
        boolean same =
                now instanceof PasswordFile.Loaded(var content, _, _)
                        && before instanceof PasswordFile.Loaded(var known, _, _)
                        && content.equals(known);
        return same || now.equals(before) ? before : now;
    }

    /** Reads a file for the first time. */
    PasswordFile read(Path path) {
        try {
            return readOpened(path);
        } catch (NoSuchFileException e) {
            return new PasswordFile.Unreadable(
                    "does not exist inside the proxy's container",
                    "give the proxy's service a secret or config of that name, or mend the path");
        } catch (AccessDeniedException e) {
            return new PasswordFile.Unreadable(
                    "may not be read by the user that the proxy runs as",
                    "give the file a mode or an owner that lets the proxy read it");
        } catch (TooLarge e) {
            return tooLarge(e.what());
        } catch (IOException | RuntimeException e) {
            // Whatever it is, it must close the route and not leave a request without an answer.
            return new PasswordFile.Unreadable(
                    "cannot be read (" + e.getClass().getSimpleName() + ")",
                    "see to it that the proxy can read the file");
        }
    }

    private PasswordFile readOpened(Path path) throws IOException {
        // Opening a pipe would wait for whoever writes to it.
        if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
            return new PasswordFile.Unreadable(
                    "is not a regular file", "name the htpasswd file itself");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(HtpasswdParser.MAX_FILE_BYTES + 1);
            return content.length > HtpasswdParser.MAX_FILE_BYTES
                    ? tooLarge("is larger than " + HtpasswdParser.MAX_FILE_BYTES + " bytes")
                    : new PasswordFile.Loaded(
                            HtpasswdParser.parse(content), versions.incrementAndGet());
        }
    }

    private static PasswordFile tooLarge(String what) {
        return new PasswordFile.Unreadable(what, "put the users of each service in its own file");
    }
}
