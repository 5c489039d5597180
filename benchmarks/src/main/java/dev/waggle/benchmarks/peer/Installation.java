package dev.waggle.benchmarks.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a program is: on this system, or in the folder of another one (as debootstrap makes it),
 * whose libraries it is then started with.
 *
 * @param root folder of the other system; {@code /} for this one
 */
record Installation(Path root) {
    static final Installation HERE = new Installation(Path.of("/"));

    private static final List<String> FOLDERS =
            List.of("usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin", "sbin", "bin");
    private static final String LOADER = "lib64/ld-linux-x86-64.so.2";
    private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu";

    /** The words that start a program, if it is there. */
    Optional<List<String>> command(String program) {
        return FOLDERS.stream()
                .map(folder -> root.resolve(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst()
                .map(this::started);
    }

    private List<String> started(Path program) {
        return equals(HERE)
                ? List.of(program.toString())
                : List.of(
                        root.resolve(LOADER).toString(),
                        "--library-path",
                        root.resolve(LIBRARIES).toString(),
                        program.toString());
    }

    static List<String> append(List<String> command, String... arguments) {
        List<String> words = new ArrayList<>(command);
        Stream.of(arguments).forEach(words::add);
        return words;
    }
}
