package dev.waggle.proxy.observe;

import dev.waggle.proxy.message.RequestHead;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the access log says about one exchange. Mutable and reused; belongs to one event loop. It
 * points into the request's head and copies nothing, so it is valid as long as that head.
 *
 * <p>Texts are empty where there is nothing to say. Bytes count bodies only.
 */
public final class AccessRecord {
    /** {@link #headNanos()} of an exchange without a response head. */
    public static final long NONE = -1;

    private final byte[] client = new byte[16];
    private int clientLength;
    private @Nullable RequestHead head;
    private int status;
    private long requestBytes;
    private long responseBytes;
    private long startMillis;
    private long durationNanos;
    private long headNanos = NONE;
    private String tls = "";
    private String route = "";
    private String service = "";
    private String endpointHost = "";
    private int endpointPort;
    private String failure = "";
    private String requestId = "";

    /** Forgets everything, for the next exchange. */
    public void clear() {
        clientLength = 0;
        head = null;
        status = 0;
        requestBytes = responseBytes = startMillis = durationNanos = 0;
        headNanos = NONE;
        tls = route = service = endpointHost = failure = requestId = "";
    }

    /** The client's address, 4 or 16 bytes in network order; copied. */
    public void client(byte[] address) {
        clientLength = Math.min(address.length, client.length);
        System.arraycopy(address, 0, client, 0, clientLength);
    }

    /** The client's address in the first {@link #clientLength()} bytes. */
    byte[] client() {
        return client;
    }

    int clientLength() {
        return clientLength;
    }

    /** The head as far as it could be read; null when nothing could. */
    public void head(@Nullable RequestHead value) {
        head = value;
    }

    @Nullable RequestHead head() {
        return head;
    }

    /** The status that was sent; 0 when none was. */
    public void status(int value) {
        status = value;
    }

    public int status() {
        return status;
    }

    /** Body bytes that came from the client. */
    public void requestBytes(long value) {
        requestBytes = value;
    }

    public long requestBytes() {
        return requestBytes;
    }

    /** Body bytes that were sent to the client. */
    public void responseBytes(long value) {
        responseBytes = value;
    }

    public long responseBytes() {
        return responseBytes;
    }

    /** When the first byte of the request came, in milliseconds since 1970. */
    public void startMillis(long value) {
        startMillis = value;
    }

    long startMillis() {
        return startMillis;
    }

    /** From then until the exchange was over. */
    public void durationNanos(long value) {
        durationNanos = value;
    }

    public long durationNanos() {
        return durationNanos;
    }

    /** From the start until the final response head was there, or {@link #NONE}. */
    public void headNanos(long value) {
        headNanos = value;
    }

    long headNanos() {
        return headNanos;
    }

    /** The TLS version as the engine names it, {@code TLSv1.3}; empty for plain text. */
    public void tls(String value) {
        tls = value;
    }

    String tls() {
        return tls;
    }

    public void route(String value) {
        route = value;
    }

    String route() {
        return route;
    }

    public void service(String value) {
        service = value;
    }

    String service() {
        return service;
    }

    /**
     * The endpoint that answered or was tried last.
     *
     * @param host an address or a name
     */
    public void endpoint(String host, int port) {
        endpointHost = host;
        endpointPort = port;
    }

    String endpointHost() {
        return endpointHost;
    }

    int endpointPort() {
        return endpointPort;
    }

    /** The short stable word for why it did not go well. */
    public void failure(String value) {
        failure = value;
    }

    String failure() {
        return failure;
    }

    public void requestId(String value) {
        requestId = value;
    }

    String requestId() {
        return requestId;
    }

    @Override
    public String toString() {
        return "AccessRecord[" + Arrays.toString(client) + " " + status + " " + failure + "]";
    }
}
