package dev.waggle.acme.store;

import dev.waggle.acme.PemPair;
import dev.waggle.acme.ServerCertificate;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * A process of its own that owns a store and saves two certificates in turn, until it is killed.
 */
final class StoreWriter {

    static final CertificateKey KEY = new CertificateKey("ca", "blog.example.org");
    static final Note NOTE = Note.life("blog.example.org");

    private StoreWriter() {}

    static Process start(Path root, Path one, Path other) throws java.io.IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreWriter.class.getName(),
                        root.toString(),
                        one.toString(),
                        other.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Arguments: the store's folder, and two files with a pair each. One line for each save. */
    public static void main(String[] arguments) throws Exception {
        try (DirectoryStore store = new DirectoryStore(Path.of(arguments[0]));
                PrintStream out = new PrintStream(new java.io.FileOutputStream("/dev/stdout"))) {
            ServerCertificate[] pairs = {
                PemPair.read(Path.of(arguments[1])), PemPair.read(Path.of(arguments[2]))
            };
            out.println(store.tryOwn() ? "owner" : "reader");
            for (int saves = 0; ; saves++) {
                store.save(KEY, pairs[saves % 2]);
                store.write(NOTE, "note ".repeat(1 + saves % 1000));
                out.println(saves);
            }
        }
    }
}
