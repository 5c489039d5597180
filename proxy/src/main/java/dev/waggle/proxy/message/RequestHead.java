package dev.waggle.proxy.message;

/**
 * The head of a request as a client sent it, already checked by the one reading that the RFCs allow
 * (RFC 9110, 9112, 9113).
 *
 * <p>Lives as long as its exchange. HTTP/2 pseudo-headers are in the ranges here and not among the
 * fields; a {@code host} field is among the fields only when the client sent one.
 */
public final class RequestHead extends Head {
    /** {@link #contentLength()} of a body whose length is not known. */
    public static final long UNKNOWN_LENGTH = -1;

    private Version version = Version.HTTP_1_1;
    private int methodStart;
    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    private int pathEnd;
    private int hostStart;
    private int hostEnd;
    private int port = -1;
    private int authorityStart;
    private int authorityEnd;
    private int underscoreFieldsDropped;
    private long contentLength = UNKNOWN_LENGTH;
    private boolean chunked;
    private boolean keepAlive;
    private boolean expectsContinue;
    private boolean upgrade;
    private Method method = Method.OTHER;

    @Override
    public void clear() {
        super.clear();
        version = Version.HTTP_1_1;
        methodStart = methodEnd = targetStart = targetEnd = pathEnd = hostStart = hostEnd = 0;
        port = -1;
        authorityStart = authorityEnd = underscoreFieldsDropped = 0;
        contentLength = UNKNOWN_LENGTH;
        chunked = keepAlive = expectsContinue = upgrade = false;
        method = Method.OTHER;
    }

    public Version version() {
        return version;
    }

    public void version(Version value) {
        version = value;
    }

    /** The method where the proxy knows it, else {@link Method#OTHER}; its bytes are the range. */
    public Method method() {
        return method;
    }

    public void method(Method value, int start, int end) {
        method = value;
        methodStart = start;
        methodEnd = end;
    }

    public int methodStart() {
        return methodStart;
    }

    public int methodEnd() {
        return methodEnd;
    }

    /** Whether so much was read that it has a method; one that is refused may have nothing. */
    public boolean hasMethod() {
        return methodEnd > methodStart;
    }

    /**
     * The origin-form target as sent: path and query, or {@code *} (RFC 9112 section 3.2). For an
     * absolute-form target only its path and query; an empty path there stands as {@code /}.
     */
    public void target(int start, int end, int newPathEnd) {
        targetStart = start;
        targetEnd = end;
        pathEnd = newPathEnd;
    }

    public int targetStart() {
        return targetStart;
    }

    public int targetEnd() {
        return targetEnd;
    }

    /** Where the path ends: at the {@code ?} or at {@link #targetEnd()}. */
    public int pathEnd() {
        return pathEnd;
    }

    /**
     * The host that the request names ({@code Host}, or {@code :authority}), without the port, as
     * sent. Empty only for an HTTP/1.0 request without {@code Host}.
     */
    public void host(int start, int end, int newPort) {
        hostStart = start;
        hostEnd = end;
        port = newPort;
    }

    public int hostStart() {
        return hostStart;
    }

    public int hostEnd() {
        return hostEnd;
    }

    /** The port that the request names beside its host, or -1. */
    public int port() {
        return port;
    }

    /**
     * Host and port as sent. A decoder sets it from an absolute-form target or {@code :authority};
     * the checks then hold it against the {@code Host} field, or take it from there.
     */
    public void authority(int start, int end) {
        authorityStart = start;
        authorityEnd = end;
    }

    public int authorityStart() {
        return authorityStart;
    }

    public int authorityEnd() {
        return authorityEnd;
    }

    /** How many fields were left out because of an underscore in their name. */
    public int underscoreFieldsDropped() {
        return underscoreFieldsDropped;
    }

    public void countUnderscoreFieldDropped() {
        underscoreFieldsDropped++;
    }

    /** {@code Content-Length}, or {@link #UNKNOWN_LENGTH}. */
    public long contentLength() {
        return contentLength;
    }

    public void contentLength(long value) {
        contentLength = value;
    }

    /**
     * Whether a body of unknown length follows: chunks on HTTP/1.1 (RFC 9112 section 7.1), on
     * HTTP/2 a HEADERS frame without END_STREAM and without {@code content-length}.
     */
    public boolean isChunked() {
        return chunked;
    }

    public void chunked(boolean value) {
        chunked = value;
    }

    /** Whether a body may follow. */
    public boolean hasBody() {
        return chunked || contentLength > 0;
    }

    /**
     * Whether the client wants to keep its connection after this exchange (RFC 9112 section 9.3);
     * true on HTTP/2.
     */
    public boolean isKeepAlive() {
        return keepAlive;
    }

    public void keepAlive(boolean value) {
        keepAlive = value;
    }

    /**
     * Whether {@code Expect: 100-continue} was sent and its body is still to come (RFC 9110 section
     * 10.1.1).
     */
    public boolean expectsContinue() {
        return expectsContinue;
    }

    public void expectsContinue(boolean value) {
        expectsContinue = value;
    }

    /**
     * Whether the client asks to leave HTTP: {@code Upgrade} that {@code Connection} lists, on
     * HTTP/1.1.
     */
    public boolean isUpgrade() {
        return upgrade;
    }

    public void upgrade(boolean value) {
        upgrade = value;
    }
}
