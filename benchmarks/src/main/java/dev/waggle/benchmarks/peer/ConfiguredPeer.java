package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.process.Program;
import dev.waggle.benchmarks.process.Tool;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** A proxy that is started here from a configuration written here. */
final class ConfiguredPeer implements Peer {
    private final String name;
    private final List<String> versionCommand;
    private final boolean isWaggle;
    private final Recipe recipe;

    /** Says how it is started; writes what it reads. */
    interface Recipe {
        /**
         * @param name that no other proxy of this run has, for files
         * @param port where it has to listen on loopback
         */
        Start prepare(Site site, String name, int port, boolean accessLog);
    }

    /**
     * A command, and variables of its environment.
     *
     * @param lostLines asks what runs how many lines its access log has lost
     */
    record Start(List<String> command, Map<String, String> variables, LongSupplier lostLines) {
        Start(List<String> command) {
            this(command, Map.of());
        }

        Start(List<String> command, Map<String, String> variables) {
            this(command, variables, () -> 0);
        }
    }

    ConfiguredPeer(String name, List<String> versionCommand, boolean isWaggle, Recipe recipe) {
        this.name = name;
        this.versionCommand = List.copyOf(versionCommand);
        this.isWaggle = isWaggle;
        this.recipe = recipe;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean warmsUp() {
        return isWaggle;
    }

    @Override
    public String version() {
        return Tool.output(versionCommand).lines().findFirst().orElse("?");
    }

    @Override
    public RunningPeer start(Site site, AccessLog accessLog) {
        int port = Ports.free();
        String unique = name + "-" + accessLog.name().toLowerCase(Locale.ROOT);
        Start start = recipe.prepare(site, unique, port, isOn(accessLog));
        Program program =
                Program.start(
                        site.core(),
                        start.command(),
                        site.folder().resolve(unique + ".out"),
                        start.variables());
        Readiness.await(program, "https://" + Site.HOST + ":" + port + Backend.Paths.SMALL);
        return RunningPeer.started(port, program, start.lostLines());
    }

    private boolean isOn(AccessLog accessLog) {
        return switch (accessLog) {
            case ON -> true;
            case OFF -> false;
            case HARDEST_FOR_WAGGLE -> isWaggle;
        };
    }
}
