package dev.waggle.proxy.loop;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * Flushes connections that were written to, each once for all that was written.
 *
 * <p>A client's connection of HTTP/1 carries a single exchange, and is flushed when the channel
 * whose bytes made it write was read to its end: the exchange is still in the processor's cache
 * then, which it is no more after some hundred others. All others are flushed once per iteration of
 * the event loop, after all of its reads: tasks of an event loop run after its ready channels were
 * read. So the responses of many HTTP/2 streams leave in one TLS record and one system call, and
 * what a task has sent before it was asked is seen before the question leaves.
 *
 * <p>Belongs to one event loop; nothing here is for other threads.
 */
public final class FlushQueue implements Runnable {
    private final EventLoop loop;
    private final Batch afterRead = new Batch();
    private final Batch afterIteration = new Batch();
    private boolean scheduled;

    public FlushQueue(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Flushes this one at the end of the iteration. The caller sees to it that it is in here only
     * once.
     */
    public void add(Flushable connection) {
        afterIteration.add(connection);
        schedule();
    }

    /**
     * Flushes this one at the next {@link #readComplete()}, or at the end of the iteration when
     * there is none. The caller sees to it that it is in here only once.
     */
    public void addPrompt(Flushable connection) {
        afterRead.add(connection);
        schedule();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            loop.execute(this);
        }
    }

    /** A channel was read to its end: whatever that was the cause of has been written. */
    public void readComplete() {
        afterRead.flush();
    }

    @Override
    public void run() {
        scheduled = false;
        afterRead.flush();
        afterIteration.flush();
        afterRead.flush(); // What an encoder had left.
    }

    /** Connections that are flushed together; a flush may be the cause of another write. */
    private static final class Batch {
        private List<Flushable> waiting = new ArrayList<>();
        private List<Flushable> flushing = new ArrayList<>();
        private boolean busy;

        void add(Flushable connection) {
            waiting.add(connection);
        }

        void flush() {
            if (busy || waiting.isEmpty()) {
                return;
            }
            busy = true;
            List<Flushable> now = waiting;
            waiting = flushing;
            flushing = now;
            try {
                for (int i = 0; i < now.size(); i++) {
                    now.get(i).flushNow();
                }
            } finally {
                now.clear();
                busy = false;
            }
        }
    }
}
