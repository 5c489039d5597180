package dev.waggle.acme.dns;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a secret from its file each time it is needed, so that a new one needs no restart. */
final class SecretFile {

    private static final int MAX_BYTES = 8192;

    private SecretFile() {}

    /**
     * The text without white space around it. The messages name the file, never what is in it.
     *
     * @throws DnsFailure when it cannot be read, is empty, or is longer than 8 KiB
     */
    static String read(Path file) throws DnsFailure {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unusable(file, "is longer than 8 KiB");
            }
            text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw unusable(file, "cannot be read (%s)".formatted(e.getClass().getSimpleName()));
        }
        if (text.isEmpty()) {
            throw unusable(file, "is empty");
        }
        return text;
    }

    static DnsFailure unusable(Path file, String why) {
        return new DnsFailure(
                "the file %s %s".formatted(file, why),
                "put the secret there and let the proxy's user read it");
    }
}
