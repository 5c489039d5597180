package dev.waggle.proxy.message;

/**
 * The head of a response from a task, or of one that the proxy makes, already checked.
 *
 * <p>Valid only during the call that hands it over, unless the receiver was told otherwise:
 * decoders reuse it.
 */
public final class ResponseHead extends Head {
    /** {@link #contentLength()} of a body whose length is not known. */
    public static final long UNKNOWN_LENGTH = -1;

    private Version version = Version.HTTP_1_1;
    private int status;
    private long contentLength = UNKNOWN_LENGTH;
    private boolean chunked;
    private boolean keepAlive;

    @Override
    public void clear() {
        super.clear();
        version = Version.HTTP_1_1;
        status = 0;
        contentLength = UNKNOWN_LENGTH;
        chunked = false;
        keepAlive = true;
    }

    /** Starts a head that the proxy makes itself. */
    public void begin(int newStatus) {
        clear();
        status = newStatus;
    }

    public Version version() {
        return version;
    }

    public void version(Version value) {
        version = value;
    }

    /** The status code, 100 to 999. */
    public int status() {
        return status;
    }

    public void status(int value) {
        status = value;
    }

    /** {@code Content-Length}, or {@link #UNKNOWN_LENGTH}. */
    public long contentLength() {
        return contentLength;
    }

    public void contentLength(long value) {
        contentLength = value;
    }

    /** Whether the body comes in chunks (RFC 9112 section 7.1). */
    public boolean isChunked() {
        return chunked;
    }

    public void chunked(boolean value) {
        chunked = value;
    }

    /** Whether the sender keeps its connection after this message (RFC 9112 section 9.3). */
    public boolean isKeepAlive() {
        return keepAlive;
    }

    public void keepAlive(boolean value) {
        keepAlive = value;
    }

    /** A 1xx answer, after which the final one is still to come. */
    public boolean isInformational() {
        return status < 200;
    }
}
