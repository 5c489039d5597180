package dev.waggle.proxy.http1;

import dev.waggle.proxy.policy.ClientIdentity;
import dev.waggle.proxy.policy.FieldEdits;

/**
 * What was decided about a request before its head is written to a task.
 *
 * <p>Mutable and reused: {@link #begin} first, then the setters. Belongs to one event loop.
 */
public final class UpstreamHeadPlan {
    static final byte[] NOTHING = new byte[0];

    private ClientIdentity client = ClientIdentity.direct("", false);
    private int strippedBytes;
    private byte[] internalContext = NOTHING;
    private BodyFraming framing = BodyFraming.NONE;
    private long contentLength;
    private boolean upgrade;
    private boolean expectContinue;
    private boolean forwarded;
    private FieldEdits edits = FieldEdits.NONE;
    private byte[] extraLines = NOTHING;

    /** Starts anew: target as sent, no body, nothing but the forwarding fields changed. */
    public UpstreamHeadPlan begin(ClientIdentity newClient) {
        client = newClient;
        strippedBytes = 0;
        internalContext = NOTHING;
        framing = BodyFraming.NONE;
        contentLength = 0;
        upgrade = expectContinue = forwarded = false;
        edits = FieldEdits.NONE;
        extraLines = NOTHING;
        return this;
    }

    /**
     * Takes a context off the target and puts another in its place.
     *
     * @param contextBytes how many bytes of the path as sent are the route's context; 0 for {@code
     *     /}
     * @param internal the context put in its place, without a slash at its end; empty for none
     */
    public UpstreamHeadPlan replaceContext(int contextBytes, byte[] internal) {
        strippedBytes = contextBytes;
        internalContext = internal;
        return this;
    }

    /** A body of this many bytes; 0 says so too. */
    public UpstreamHeadPlan length(long bytes) {
        framing = BodyFraming.LENGTH;
        contentLength = bytes;
        return this;
    }

    /** A body in chunks. */
    public UpstreamHeadPlan chunked() {
        framing = BodyFraming.CHUNKED;
        return this;
    }

    /** Asks the task to switch protocols as the client did. */
    public UpstreamHeadPlan upgrade(boolean value) {
        upgrade = value;
        return this;
    }

    /** Leaves {@code Expect: 100-continue} to the task. */
    public UpstreamHeadPlan expectContinue(boolean value) {
        expectContinue = value;
        return this;
    }

    /** Adds {@code Forwarded} (RFC 7239) beside the {@code X-Forwarded} fields. */
    public UpstreamHeadPlan forwarded(boolean value) {
        forwarded = value;
        return this;
    }

    /** What the route sets and removes. */
    public UpstreamHeadPlan edits(FieldEdits value) {
        edits = value;
        return this;
    }

    /** Whole lines to add, each with its CRLF. */
    public UpstreamHeadPlan extraLines(byte[] value) {
        extraLines = value;
        return this;
    }

    ClientIdentity client() {
        return client;
    }

    int strippedBytes() {
        return strippedBytes;
    }

    byte[] internalContext() {
        return internalContext;
    }

    BodyFraming framing() {
        return framing;
    }

    long contentLength() {
        return contentLength;
    }

    boolean isUpgrade() {
        return upgrade;
    }

    boolean keepsExpectation() {
        return expectContinue;
    }

    boolean addsForwarded() {
        return forwarded;
    }

    FieldEdits edits() {
        return edits;
    }

    byte[] extraLines() {
        return extraLines;
    }
}
