package dev.waggle.proxy.http1;

import dev.waggle.proxy.policy.FieldEdits;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about a response before its head is written to a client.
 *
 * <p>Mutable and reused: {@link #begin} first, then the setters. Belongs to one event loop.
 */
public final class ResponsePlan {
    /** What {@code Connection} says to the client. */
    public enum Connection {
        /** Nothing: an HTTP/1.1 connection stays. */
        IMPLIED,
        CLOSE,
        /** Said to HTTP/1.0 clients that asked for it. */
        KEEP_ALIVE,
        /** With 101, and the task's {@code Upgrade} kept. */
        UPGRADE
    }

    private BodyFraming framing = BodyFraming.NONE;
    private long contentLength;
    private Connection connection = Connection.IMPLIED;
    private byte @Nullable [] date;
    private FieldEdits edits = FieldEdits.NONE;

    /** Starts anew: no body, the connection stays, no date, nothing changed. */
    public ResponsePlan begin() {
        framing = BodyFraming.NONE;
        contentLength = 0;
        connection = Connection.IMPLIED;
        date = null;
        edits = FieldEdits.NONE;
        return this;
    }

    /** A body of this many bytes; for HEAD and 304, the length that is only told. */
    public ResponsePlan length(long bytes) {
        framing = BodyFraming.LENGTH;
        contentLength = bytes;
        return this;
    }

    /** A body in chunks; not for HTTP/1.0 clients. */
    public ResponsePlan chunked() {
        framing = BodyFraming.CHUNKED;
        return this;
    }

    /** A body that ends with the connection. */
    public ResponsePlan untilClose() {
        framing = BodyFraming.UNTIL_CLOSE;
        connection = Connection.CLOSE;
        return this;
    }

    public ResponsePlan connection(Connection value) {
        connection = value;
        return this;
    }

    /**
     * The date for a response without one (RFC 9110 section 6.6.1).
     *
     * @param imfFixdate {@code Sun, 06 Nov 1994 08:49:37 GMT}
     */
    public ResponsePlan date(byte[] imfFixdate) {
        date = imfFixdate;
        return this;
    }

    /** What the route sets and removes. */
    public ResponsePlan edits(FieldEdits value) {
        edits = value;
        return this;
    }

    BodyFraming framing() {
        return framing;
    }

    long contentLength() {
        return contentLength;
    }

    Connection connection() {
        return connection;
    }

    byte @Nullable [] date() {
        return date;
    }

    FieldEdits edits() {
        return edits;
    }
}
