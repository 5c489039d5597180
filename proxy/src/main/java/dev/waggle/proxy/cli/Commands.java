package dev.waggle.proxy.cli;

import dev.waggle.proxy.config.ConfigKey;
import dev.waggle.proxy.config.ConfigKeys;
import dev.waggle.proxy.config.ConfigLoader;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The grammar of the command line. Its flags are made from the table of configuration keys; their
 * values stay text here, so that one place judges all of them together.
 */
final class Commands {
    static final String SERVE = "serve";
    static final String QUICKSTART = "quickstart";
    static final String CONFIG = "config";
    static final String CHECK = "check";
    static final String HEALTH = "health";
    static final String VERSION = "version";
    static final String CERTS = "certs";

    /** The flag of {@link #CERTS} that prints what the admin listener would. */
    static final String JSON = "--json";

    /** The flag of {@link #CONFIG} that prints the reference of all keys. */
    static final String REFERENCE = "--reference";

    /** Where certificates are, and whose those are that are imported. */
    private static final Set<String> OF_CERTS =
            Set.of("state-dir", "acme.email", "acme.staging", "acme.directory");

    private Commands() {}

    static CommandLine waggle() {
        CommandSpec waggle = command("waggle", "An edge reverse proxy for Docker Swarm.");
        waggle.addOption(
                OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Prints the version.")
                        .build());
        waggle.addSubcommand(SERVE, configurable(SERVE, "Runs the proxy."));
        waggle.addSubcommand(
                QUICKSTART,
                configurable(
                        QUICKSTART,
                        "Runs the proxy on ports 8443 and 8080 with a demonstration behind it."));
        waggle.addSubcommand(CONFIG, config());
        waggle.addSubcommand(CHECK, check());
        waggle.addSubcommand(CERTS, certs());
        waggle.addSubcommand(HEALTH, health());
        waggle.addSubcommand(VERSION, command(VERSION, "Prints the version."));
        CommandLine commandLine = new CommandLine(waggle);
        // What does not match is a bad key, and reported together with the other ones.
        commandLine.setUnmatchedArgumentsAllowed(true);
        return commandLine;
    }

    /** The values of the flags that were given, by flag; unknown ones too. */
    static Map<String, String> flags(ParseResult command) {
        Map<String, String> flags = new HashMap<>();
        for (OptionSpec option : command.matchedOptions()) {
            if (option.getValue() instanceof String text) {
                flags.put(option.longestName(), text);
            }
        }
        Iterator<String> unmatched = command.unmatched().iterator();
        boolean afterFlag = false;
        while (unmatched.hasNext()) {
            String word = unmatched.next();
            boolean flag = word.startsWith("-");
            if (flag || !afterFlag) {
                flags.put(word.split("=", 2)[0], "");
            }
            afterFlag = flag && word.indexOf('=') < 0;
        }
        return flags;
    }

    private static CommandSpec configurable(String name, String description) {
        CommandSpec command = command(name, description);
        command.addOption(fileOption());
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            if (!key.secret()) {
                command.addOption(option(key));
            }
        }
        command.usageMessage().sortOptions(false).abbreviateSynopsis(true);
        return command;
    }

    private static OptionSpec option(ConfigKey<?> key) {
        String text = key.defaultText();
        String unless = text == null || text.isEmpty() ? "" : " [" + text + "]";
        return OptionSpec.builder(key.flag())
                .type(String.class)
                .arity(key.isSwitch() ? "0..1" : "1")
                .fallbackValue("true")
                .paramLabel("VALUE")
                .description(key.description() + unless)
                .build();
    }

    private static CommandSpec config() {
        CommandSpec command =
                configurable(CONFIG, "Prints the configuration that holds, secrets masked.");
        command.addOption(
                OptionSpec.builder(REFERENCE)
                        .type(boolean.class)
                        .description("Prints the reference of all keys as Markdown.")
                        .build());
        return command;
    }

    private static CommandSpec check() {
        CommandSpec command =
                command(CHECK, "Prints routes and problems of a stack file; 1 when there are any.");
        command.addPositional(
                PositionalParamSpec.builder()
                        .paramLabel("STACK.yml")
                        .type(String.class)
                        .arity("1")
                        .index("0")
                        .required(true)
                        .description("The stack file.")
                        .build());
        return command;
    }

    private static CommandSpec certs() {
        CommandSpec command =
                command(
                        CERTS,
                        "Lists the certificates of the running proxy, has one renewed (renew NAME)"
                                + " or tried again (retry NAME), or imports those of certbot's"
                                + " folder or Traefik's acme.json (import PATH).");
        command.addOption(fileOption());
        ConfigKeys.ALL.stream()
                .filter(key -> OF_CERTS.contains(key.path()))
                .forEach(key -> command.addOption(option(key)));
        command.addOption(
                OptionSpec.builder(JSON)
                        .type(boolean.class)
                        .description("Prints the list as JSON.")
                        .build());
        command.addPositional(
                PositionalParamSpec.builder()
                        .paramLabel("list | renew NAME | retry NAME | import PATH")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("0..2")
                        .index("0..*")
                        .description("What to do; list when nothing is said.")
                        .build());
        return command;
    }

    private static OptionSpec fileOption() {
        return OptionSpec.builder(ConfigLoader.FILE_FLAG)
                .type(String.class)
                .paramLabel("FILE")
                .description("YAML file with any of the keys below.")
                .build();
    }

    /** Only for the help text: {@link HealthCommand} reads its flags itself. */
    private static CommandSpec health() {
        return command(
                HEALTH,
                "Asks the running proxy whether it is ready: 0 or 1. Takes --admin-address,"
                        + " --admin-port and --config.");
    }

    private static CommandSpec command(String name, String description) {
        CommandSpec command = CommandSpec.create().name(name);
        command.usageMessage().description(description);
        command.addOption(
                OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Prints this help.")
                        .build());
        return command;
    }
}
