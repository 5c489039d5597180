package dev.waggle.proxy.real;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An authority that signs certificates for tasks, made by OpenSSL. */
final class TaskAuthority {
    private static final List<String> NEW_KEY =
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
                    "2");

    private final Path folder;
    private final Pair own;

    private TaskAuthority(Path folder, Pair own) {
        this.folder = folder;
        this.own = own;
    }

    /**
     * A key and its certificate, in PEM.
     *
     * @param key not encrypted
     */
    record Pair(Path key, Path certificate) {}

    /** A new one, whose files are kept in this folder. */
    static TaskAuthority create(Path folder) {
        Pair own = files(folder, "task-ca");
        openssl(own, "-subj", "/CN=Authority of the tasks");
        return new TaskAuthority(folder, own);
    }

    Path certificate() {
        return own.certificate();
    }

    /** A new pair for this host name. */
    Pair sign(String host) {
        Pair pair = files(folder, host);
        openssl(
                pair,
                "-CA",
                own.certificate().toString(),
                "-CAkey",
                own.key().toString(),
                "-subj",
                "/CN=" + host,
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-addext",
                "subjectAltName=DNS:" + host);
        return pair;
    }

    private static Pair files(Path folder, String name) {
        return new Pair(folder.resolve(name + ".key"), folder.resolve(name + ".crt"));
    }

    private static void openssl(Pair pair, String... options) {
        List<String> files =
                List.of("-keyout", pair.key().toString(), "-out", pair.certificate().toString());
        Command.of(
                        Stream.of(NEW_KEY, files, List.of(options))
                                .flatMap(List::stream)
                                .toArray(String[]::new))
                .output();
    }
}
