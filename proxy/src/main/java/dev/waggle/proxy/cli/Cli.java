package dev.waggle.proxy.cli;

import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.config.ConfigLoad.Loaded;
import dev.waggle.proxy.config.ConfigLoad.Rejected;
import dev.waggle.proxy.config.ConfigLoader;
import dev.waggle.proxy.config.ConfigProblem;
import dev.waggle.proxy.config.ConfigText;
import dev.waggle.routing.check.CheckReport;
import dev.waggle.routing.translate.TranslatorSettings;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The {@code waggle} command. Its exit codes: 0 well, 1 not well, 2 asked wrongly. */
public final class Cli {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final Launcher launcher;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * @param environment the process's variables
     * @param out where answers go
     * @param err where complaints go
     */
    public Cli(
            Launcher launcher, Map<String, String> environment, PrintStream out, PrintStream err) {
        this.launcher = launcher;
        this.environment = Map.copyOf(environment);
        this.out = out;
        this.err = err;
    }

    /** Does what the arguments say and returns the exit code. Without any: the quickstart. */
    public int run(String... args) {
        List<String> words = args.length == 0 ? List.of(Commands.QUICKSTART) : Arrays.asList(args);
        if (words.getFirst().equals(Commands.HEALTH)) {
            // Run every few seconds by Docker: it does not pay for the whole command line.
            return new HealthCommand(environment, err).run(words.subList(1, words.size()));
        }
        if (words.equals(List.of(Commands.SERVE))) {
            // Between two tasks of the edge nobody listens, and the grammar takes a third of a
            // start.
            return serve(new ConfigLoader(Map.of(), environment));
        }
        try {
            return run(Commands.waggle().parseArgs(words.toArray(String[]::new)));
        } catch (ParameterException e) {
            err.println("waggle: " + e.getMessage());
            err.println("Try `waggle --help`.");
            return USAGE;
        }
    }

    private int run(ParseResult top) {
        if (!top.hasSubcommand()) {
            return top.isVersionHelpRequested() ? version() : help(top);
        }
        ParseResult command = top.subcommand();
        if (command.isUsageHelpRequested()) {
            return usage(command.commandSpec().commandLine());
        }
        ConfigLoader loader = new ConfigLoader(Commands.flags(command), environment);
        return switch (command.commandSpec().name()) {
            case Commands.SERVE -> serve(loader);
            case Commands.QUICKSTART ->
                    load(loader.forQuickstart(), it -> launcher.quickstart(it.config()));
            case Commands.CONFIG -> config(loader, command);
            case Commands.CHECK -> check(command);
            case Commands.CERTS -> load(loader, it -> certs(it.config(), command));
            default -> version();
        };
    }

    private int serve(ConfigLoader loader) {
        return load(loader, it -> launcher.serve(it, loader::load));
    }

    private int help(ParseResult top) {
        if (top.isUsageHelpRequested()) {
            return usage(top.commandSpec().commandLine());
        }
        err.println("waggle: unknown command: " + String.join(" ", top.unmatched()));
        top.commandSpec().commandLine().usage(err);
        return USAGE;
    }

    private int usage(CommandLine command) {
        command.usage(out);
        return OK;
    }

    /** Reads the configuration and goes on with it, or says everything that is wrong with it. */
    private int load(ConfigLoader loader, ToIntFunction<Loaded> next) {
        return switch (loader.load()) {
            case Loaded loaded -> next.applyAsInt(loaded);
            case Rejected(var problems) -> {
                err.println("waggle: the configuration cannot be used:");
                problems.stream().map(ConfigProblem::text).forEach(it -> err.println("  " + it));
                yield USAGE;
            }
        };
    }

    private int config(ConfigLoader loader, ParseResult command) {
        if (command.hasMatchedOption(Commands.REFERENCE)) {
            out.print(ConfigText.reference());
            return OK;
        }
        return load(
                loader,
                loaded -> {
                    out.print(ConfigText.effective(loaded.settings()));
                    return OK;
                });
    }

    private int certs(Config config, ParseResult command) {
        List<String> words = command.matchedPositionalValue(0, List.<String>of());
        return new CertsCommand(out, err)
                .run(config, words, command.hasMatchedOption(Commands.JSON));
    }

    private int check(ParseResult command) {
        String file = command.matchedPositionalValue(0, "");
        try {
            CheckReport report =
                    CheckReport.of(Path.of(file), TranslatorSettings.DEFAULTS, environment);
            out.print(report.text());
            return report.hasProblems() ? FAILED : OK;
        } catch (InvalidPathException e) {
            err.println("waggle: " + e.getMessage());
            return USAGE;
        }
    }

    private int version() {
        out.println("waggle " + Build.version());
        out.println("Java " + Runtime.version());
        return OK;
    }
}
