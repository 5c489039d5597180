package dev.waggle.proxy.real.programs;

import dev.waggle.proxy.real.Command;
import java.nio.file.Path;

/**
 * Fluentd's regular expression for the access log, evaluated by Ruby, in which Fluentd is written.
 * Fluentd itself is a stand-in: a parser of type {@code regexp} does no more than this.
 */
final class Fluentd {
    private Fluentd() {}

    /**
     * @return the number of lines
     * @throws AssertionError with the lines that do not parse
     */
    static int parsesEveryLineOf(Path accessLog) {
        Command.Finished finished =
                Command.of("ruby", Lab.script("fluentd.rb").toString(), accessLog.toString()).run();
        if (finished.status() != 0) {
            throw new AssertionError(
                    "lines that Fluentd does not parse:\n" + finished.output() + finished.errors());
        }
        return Integer.parseInt(finished.output().strip());
    }
}
