package dev.waggle.proxy.exchange;

import io.netty.buffer.ByteBuf;

/**
 * A stream that lasts as long as its task would let it, and that can be ended in order when the
 * task is about to stop. Belongs to the event loop of its exchange.
 */
sealed interface LongStream permits WebSocketStream, EventStream {
    /** A piece that the task sent; taken over. */
    void fromTask(ByteBuf data);

    /** A piece that the client sent; taken over. */
    void fromClient(ByteBuf data);

    /** Ends it as its protocol says, as soon as that can be done; further calls do nothing. */
    void end();

    /** The time for that is up: it ends where it is. */
    void endNow();

    /** Whether {@link #end} can be obeyed at all. */
    boolean canEnd();

    /** What it is, in a word for metrics. */
    String kind();

    /** What the stream does with its exchange. */
    interface Sink {
        /** Sends this to the client; takes it over. */
        void toClient(ByteBuf data);

        /** Sends this to the task; takes it over. */
        void toTask(ByteBuf data);

        /** All is said that can be said: both sides end. */
        void over();
    }
}
