package dev.waggle.benchmarks.workbench;

import dev.waggle.benchmarks.peer.AccessLog;
import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.Certificate;
import dev.waggle.benchmarks.peer.Peers;
import dev.waggle.benchmarks.peer.RunningPeer;
import dev.waggle.benchmarks.peer.Site;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is measured, where that runs, and where its results go: options of all commands. */
public final class Workbench {
    @Option(
            names = "--proxy-core",
            defaultValue = "0",
            description = "Where the proxies run. Default: ${DEFAULT-VALUE}.")
    private int proxyCore;

    @Option(
            names = "--load-core",
            defaultValue = "1",
            description = "Where everything else runs. Default: ${DEFAULT-VALUE}.")
    private int loadCore;

    @Option(
            names = "--distribution",
            defaultValue = "target/dist",
            description = "Folder of the Waggle that is measured. Default: ${DEFAULT-VALUE}.")
    private Path distribution = Path.of("");

    @Option(
            names = "--results",
            defaultValue = "benchmarks/results",
            description = "Folder for what is written. Default: ${DEFAULT-VALUE}.")
    private Path results = Path.of("");

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
    private CommandSpec command;

    public int proxyCore() {
        return proxyCore;
    }

    public int loadCore() {
        return loadCore;
    }

    public Path distribution() {
        return distribution;
    }

    public Path results() {
        return results;
    }

    /**
     * Starts the Waggle that is measured, with everything on that a user has on, alone and before a
     * backend.
     *
     * @param folder for its files
     */
    public RunningPeer waggle(Path folder, Backend backend) {
        Site site = new Site(folder, Certificate.make(folder), backend, proxyCore);
        return Peers.given(Peers.WAGGLE, distribution.toString()).start(site, AccessLog.ON);
    }

    /** The command as it was given, to stand beside what it found. */
    public String called() {
        return "command: `./run bench "
                + String.join(" ", command.root().commandLine().getParseResult().originalArgs())
                + "`";
    }

    /** Says a line, at once. */
    public void say(String line) {
        PrintWriter out = command.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /** What is thrown for an option that cannot be. */
    public ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /**
     * @throws ParameterException when an option that counts is 0 or less
     */
    public void atLeastOne(String option, int value) {
        if (value < 1) {
            throw wrong(option + " must be 1 or more");
        }
    }
}
