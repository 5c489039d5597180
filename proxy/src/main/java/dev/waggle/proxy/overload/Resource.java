package dev.waggle.proxy.overload;

import java.util.Locale;

/** What a proxy can run out of. */
public enum Resource {
    /** Heap that is still in use after a collection, of the most that there may be. */
    HEAP,
    /** Memory of buffers beside the heap, of the most that there may be. */
    BUFFERS,
    /** Open files and sockets, of the most that the system allows this process. */
    DESCRIPTORS,
    /** Client connections, of {@code limits.connections}. */
    CONNECTIONS,
    /** How late the latest event loop is, of {@code overload.loop-lag}. */
    LOOP_LAG,
    /** Requests that wait for a task, of {@code overload.waiting}. */
    WAITING;

    /** As metrics and messages call it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
