package dev.waggle.proxy.real.programs;

import dev.waggle.proxy.real.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The client {@code curl}, that reaches Waggle under every name and on the port that https usually
 * has.
 *
 * @param arguments of every request
 */
record Curl(int port, Path authority, List<String> arguments) {
    private static final Duration WITHIN = Duration.ofMinutes(2);

    Curl {
        arguments = List.copyOf(arguments);
    }

    /** Asks, and reads head and body of the answer. */
    Answer ask(String... more) {
        List<String> all = new ArrayList<>(List.of("--include"));
        all.addAll(List.of(more));
        return Answer.parse(output(all.toArray(String[]::new)));
    }

    /** What curl itself writes; it has to succeed. */
    String output(String... more) {
        Command.Finished finished = command(more).run();
        if (finished.status() != 0) {
            throw new AssertionError("curl ended with " + finished);
        }
        return finished.output();
    }

    Command command(String... more) {
        List<String> words = new ArrayList<>(List.of("curl", "--silent", "--show-error"));
        words.addAll(List.of("--cacert", authority.toString()));
        words.addAll(List.of("--connect-to", "::127.0.0.1:" + port));
        words.addAll(arguments);
        words.addAll(List.of(more));
        return Command.of(words.toArray(String[]::new)).within(WITHIN);
    }
}
