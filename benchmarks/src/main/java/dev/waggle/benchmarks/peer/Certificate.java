package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.process.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A certificate with an ECDSA key on P-256 for every name of the comparison, signed by itself.
 *
 * @param chain PEM file
 * @param key PEM file
 * @param both PEM file with the two, as HAProxy wants it
 */
public record Certificate(Path chain, Path key, Path both) {
    /** Makes one in a folder, by the program {@code openssl}. */
    public static Certificate make(Path folder) {
        Path chain = folder.resolve("fullchain.pem");
        Path key = folder.resolve("privkey.pem");
        Tool.output(
                List.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "30",
                        "-subj",
                        "/CN=" + Site.HOST,
                        "-addext",
                        "subjectAltName=DNS:" + Site.HOST + ",DNS:*.example.test",
                        "-keyout",
                        key.toString(),
                        "-out",
                        chain.toString()));
        try {
            Path both = folder.resolve("both.pem");
            Files.writeString(both, Files.readString(chain) + Files.readString(key));
            return new Certificate(chain, key, both);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
