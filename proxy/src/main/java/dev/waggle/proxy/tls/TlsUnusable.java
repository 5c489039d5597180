package dev.waggle.proxy.tls;

/** What TLS was configured with cannot be used; the message names the file and what to do. */
public final class TlsUnusable extends Exception {

    public TlsUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
