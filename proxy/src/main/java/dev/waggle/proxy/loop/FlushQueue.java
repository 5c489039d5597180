package dev.waggle.proxy.loop;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * Flushes every connection that was written to once per iteration of the event loop, after all of
 * its reads.
 *
 * <p>Tasks of an event loop run after its ready channels were read, so that the responses of many
 * HTTP/2 streams leave in one TLS record and one system call. Belongs to one event loop; nothing
 * here is for other threads.
 */
public final class FlushQueue implements Runnable {
    private final EventLoop loop;
    private List<Flushable> waiting = new ArrayList<>();
    private List<Flushable> flushing = new ArrayList<>();
    private boolean scheduled;

    public FlushQueue(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Flushes this one at the end of the iteration. The caller sees to it that it is in here only
     * once.
     */
    public void add(Flushable connection) {
        waiting.add(connection);
        if (!scheduled) {
            scheduled = true;
            loop.execute(this);
        }
    }

    @Override
    public void run() {
        scheduled = false;
        List<Flushable> now = waiting;
        waiting = flushing;
        flushing = now;
        for (Flushable connection : now) {
            connection.flushNow();
        }
        now.clear();
    }
}
