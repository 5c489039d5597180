package dev.waggle.benchmarks.peer;

/** A proxy that can be measured. */
public interface Peer {
    /** What it is called in tables and on the command line. */
    String name();

    /** Whether it gets faster while it runs, as what is compiled at run time does. */
    boolean warmsUp();

    /** Which version of it is here, in its own words. */
    String version();

    /**
     * Starts it, and blocks until it answers.
     *
     * @throws dev.waggle.benchmarks.process.ProgramFailed when it does not
     */
    RunningPeer start(Site site, AccessLog accessLog);
}
