package dev.waggle.proxy.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that run a class of the tests, or of Waggle, in a JVM of its own. */
public final class JavaProcess {
    /** The program of the JVM that runs the tests. */
    public static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private JavaProcess() {}

    /**
     * The command's words, to which arguments can be added.
     *
     * @param options of the JVM, beside those that Netty's native parts need
     */
    public static List<String> command(String mainClass, String... options) {
        List<String> words = new ArrayList<>(List.of(JAVA));
        words.addAll(List.of(options));
        words.add("--enable-native-access=ALL-UNNAMED");
        words.add("--sun-misc-unsafe-memory-access=allow");
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        return words;
    }
}
