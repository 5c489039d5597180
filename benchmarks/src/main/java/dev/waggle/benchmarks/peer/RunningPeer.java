package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.process.Program;
import dev.waggle.benchmarks.process.ProgramFailed;
import dev.waggle.benchmarks.process.Usage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A proxy that answers, until it is closed. */
public final class RunningPeer implements AutoCloseable {
    private final int port;
    private final Supplier<Stream<ProcessHandle>> processes;
    private final LongSupplier lostLines;
    private final Runnable afterMeasuring;
    private final Runnable end;

    private RunningPeer(
            int port,
            Supplier<Stream<ProcessHandle>> processes,
            LongSupplier lostLines,
            Runnable afterMeasuring,
            Runnable end) {
        this.port = port;
        this.processes = processes;
        this.lostLines = lostLines;
        this.afterMeasuring = afterMeasuring;
        this.end = end;
    }

    static RunningPeer started(int port, Program program) {
        return started(port, program, () -> 0);
    }

    /**
     * @param lostLines how many lines its access log has lost so far
     */
    static RunningPeer started(int port, Program program, LongSupplier lostLines) {
        return new RunningPeer(
                port, program::processes, lostLines, program::truncateOutput, program::close);
    }

    static RunningPeer elsewhere(int port, Supplier<Stream<ProcessHandle>> processes) {
        return new RunningPeer(port, processes, () -> 0, () -> {}, () -> {});
    }

    /** Port of loopback where it terminates TLS. */
    public int port() {
        return port;
    }

    /**
     * Of the process that was started first.
     *
     * @throws ProgramFailed when it has ended
     */
    public long pid() {
        return processes
                .get()
                .findFirst()
                .orElseThrow(() -> new ProgramFailed("the proxy on port " + port + " has ended"))
                .pid();
    }

    /** User and system time of its processes so far, in seconds. */
    public double cpuSeconds() {
        return Usage.cpuSeconds(processes.get());
    }

    /** What the JIT compilers of a JVM have used of that; 0 for other programs. */
    public double compilerSeconds() {
        return Usage.cpuSeconds(processes.get(), "C1 Compiler")
                + Usage.cpuSeconds(processes.get(), "C2 Compiler");
    }

    /** Resident memory of its processes now, in MB. */
    public double residentMegabytes() {
        return Usage.residentMegabytes(processes.get());
    }

    /**
     * How many lines its access log has lost so far; 0 for programs that do not say. Blocks.
     *
     * @throws ProgramFailed when it does not answer
     */
    public long lostLines() {
        return lostLines.getAsLong();
    }

    /** Throws away what its access log has grown to. */
    public void forgetLog() {
        afterMeasuring.run();
    }

    @Override
    public void close() {
        end.run();
    }
}
