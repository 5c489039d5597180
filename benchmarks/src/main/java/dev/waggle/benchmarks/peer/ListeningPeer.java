package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.process.ProgramFailed;
import dev.waggle.benchmarks.process.Tool;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A proxy that its owner has started and configured, on a port of loopback. It has to serve what
 * the comparison asks for by itself, and its access log is as it is.
 *
 * @param port where it terminates TLS
 */
record ListeningPeer(String name, int port) implements Peer {
    private static final Pattern PROCESS = Pattern.compile("pid=([0-9]+)");

    /** Nobody knows what it is. */
    @Override
    public boolean warmsUp() {
        return true;
    }

    @Override
    public String version() {
        return "listens on port " + port;
    }

    @Override
    public RunningPeer start(Site site, AccessLog accessLog) {
        Set<Long> pids = listeners();
        if (pids.isEmpty()) {
            throw new ProgramFailed("nobody is seen to listen on port " + port);
        }
        return RunningPeer.elsewhere(port, () -> family(pids));
    }

    private Set<Long> listeners() {
        String sockets = Tool.output(List.of("ss", "-tlnpH", "sport", "=", ":" + port));
        return PROCESS.matcher(sockets)
                .results()
                .map((MatchResult it) -> Long.parseLong(it.group(1)))
                .collect(Collectors.toSet());
    }

    /** A master process and its workers listen on the same socket: each counts once. */
    private static Stream<ProcessHandle> family(Set<Long> pids) {
        return pids.stream()
                .map(ProcessHandle::of)
                .flatMap(Optional::stream)
                .flatMap(it -> Stream.concat(Stream.of(it), it.descendants()))
                .distinct();
    }
}
