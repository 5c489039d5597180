package dev.waggle.benchmarks.compare;

import dev.waggle.benchmarks.peer.AccessLog;
import dev.waggle.benchmarks.peer.Peer;
import dev.waggle.benchmarks.peer.RunningPeer;
import dev.waggle.benchmarks.peer.Site;
import java.util.HashMap;
import java.util.Map;

/** The proxies that run now, each at most once with each kind of access log. One thread. */
final class Fleet implements AutoCloseable {
    private final Site site;
    private final Map<Key, RunningPeer> running = new HashMap<>();

    private record Key(String name, AccessLog accessLog) {}

    Fleet(Site site) {
        this.site = site;
    }

    /** Starts it unless it runs. */
    RunningPeer running(Peer peer, AccessLog accessLog) {
        return running.computeIfAbsent(
                new Key(peer.name(), accessLog), key -> peer.start(site, key.accessLog()));
    }

    /** Starts another one; the caller closes it. */
    RunningPeer fresh(Peer peer, AccessLog accessLog) {
        return peer.start(site, accessLog);
    }

    @Override
    public void close() {
        running.values().forEach(RunningPeer::close);
    }
}
