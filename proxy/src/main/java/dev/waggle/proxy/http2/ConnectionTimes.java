package dev.waggle.proxy.http2;

import dev.waggle.proxy.loop.Deadline;
import java.util.concurrent.TimeUnit;

/**
 * The times of a connection, looked at once a second: its preface, its heads, its idleness, whether
 * its client moves and reads, and the steps of its polite end.
 */
final class ConnectionTimes extends Deadline {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The steps of RFC 9113 section 6.8, so that no request is lost that is on its way. */
    private enum Ending {
        NOT_YET,
        /** Asked for; the warning goes out at the next look. */
        ASKED,
        /** The client knows that the end is near; streams on their way still count. */
        WARNED,
        /** The last stream is settled; closes when all are done. */
        SETTLED
    }

    private final Http2Connection connection;
    private final Http2Services services;
    private final Http2Streams streams;
    private final TimedFrameReader reader;
    private final long started;
    private Ending ending = Ending.NOT_YET;
    private boolean watchingWrites;
    private long writesDue;
    private long sentAtStart;

    ConnectionTimes(
            Http2Connection connection,
            Http2Services services,
            Http2Streams streams,
            TimedFrameReader reader) {
        super(services.deadlines());
        this.connection = connection;
        this.services = services;
        this.streams = streams;
        this.reader = reader;
        this.started = services.deadlines().nanoTime();
    }

    void start() {
        setIn(LOOK_NANOS);
    }

    void shutDown() {
        if (ending == Ending.NOT_YET) {
            ending = Ending.ASKED;
        }
    }

    /**
     * Warns the client with a response already, as HTTP/1 says {@code Connection: close} with it.
     */
    void warnWhenDraining() {
        if (services.draining().getAsBoolean()
                && (ending == Ending.NOT_YET || ending == Ending.ASKED)) {
            ending = Ending.ASKED;
            nextStep();
        }
    }

    @Override
    protected void expired() {
        long now = services.deadlines().nanoTime();
        setIn(LOOK_NANOS);
        if (!connection.decoder().prefaceReceived()) {
            if (now - started >= services.settings().headNanos()) {
                connection.closeWhenFlushed();
            }
            return;
        }
        if (reader.isHeadOverdue(now, services.settings().headNanos())) {
            connection.headOverdue();
            return;
        }
        if (services.draining().getAsBoolean() || isIdleTooLong(now)) {
            shutDown();
        }
        nextStep();
        streams.checkProgress();
        checkWrites(now);
    }

    private boolean hasStreams() {
        return connection.connection().numActiveStreams() > 0;
    }

    private boolean isIdleTooLong(long now) {
        return !hasStreams() && now - streams.idleSince() >= services.settings().idleNanos();
    }

    private void nextStep() {
        switch (ending) {
            case NOT_YET -> {}
            case ASKED -> {
                connection.sayGoAway(Integer.MAX_VALUE);
                ending = Ending.WARNED;
            }
            case WARNED -> {
                connection.sayGoAway(connection.connection().remote().lastStreamCreated());
                ending = Ending.SETTLED;
            }
            case SETTLED -> {
                if (!hasStreams()) {
                    connection.closeWhenFlushed();
                }
            }
        }
    }

    /** All that was written has left: whatever is seen at the next look was written since. */
    void allSent() {
        watchingWrites = false;
    }

    /** A client that does not read at all holds everything that was written for it. */
    private void checkWrites(long now) {
        long sent = connection.sentBytes();
        if (connection.pendingBytes() == 0) {
            watchingWrites = false;
        } else if (!watchingWrites
                || sent - sentAtStart >= services.settings().responseProgressBytes()) {
            watchingWrites = true;
            sentAtStart = sent;
            writesDue = now + services.settings().responseProgressNanos();
        } else if (now - writesDue >= 0) {
            connection.context().close();
        }
    }
}
