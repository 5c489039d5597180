package dev.waggle.proxy.loop;

/** Something that has written and not yet flushed. */
public interface Flushable {
    /** Sends what was written; called on the event loop. */
    void flushNow();
}
