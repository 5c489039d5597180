package dev.waggle.benchmarks.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What all proxies of a comparison have in common.
 *
 * @param folder for files of their own
 * @param certificate that all of them serve
 * @param backend that all of them ask
 * @param core the only core that a proxy may use
 */
public record Site(Path folder, Certificate certificate, Backend backend, int core) {
    /** The name that clients ask for. */
    public static final String HOST = "bench.example.test";

    /** Compression of gzip that all of them are told to use; Waggle's own. */
    static final int GZIP_LEVEL = 5;

    Path file(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path subfolder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
