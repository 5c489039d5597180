package dev.waggle.benchmarks;

import dev.waggle.benchmarks.allocation.AllocationCommand;
import dev.waggle.benchmarks.churn.ChurnCommand;
import dev.waggle.benchmarks.compare.CompareCommand;
import dev.waggle.benchmarks.micro.MicroCommand;
import dev.waggle.benchmarks.process.ProgramFailed;
import dev.waggle.benchmarks.profile.ProfileCommand;
import dev.waggle.benchmarks.start.StartCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./run bench}: measures Waggle. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures Waggle, alone and beside other proxies.",
        subcommands = {
            AllocationCommand.class,
            ChurnCommand.class,
            CompareCommand.class,
            MicroCommand.class,
            ProfileCommand.class,
            StartCommand.class
        })
public final class Bench {
    private static final int FAILED = 1;

    private Bench() {}

    /** Runs the command, and ends the process with its exit code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** Runs the command and returns its exit code: 0 well, 1 not well, 2 asked wrongly. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new Bench())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, _, _) -> {
                    if (!(e instanceof ProgramFailed)) {
                        throw e;
                    }
                    err.println(e.getMessage());
                    return FAILED;
                })
                .execute(args);
    }
}
