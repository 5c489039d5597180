package dev.waggle.proxy.tls;

/** Why a handshake did not end in a secured connection. */
public enum HandshakeFailure {
    /** The first bytes are no TLS handshake: perhaps plain HTTP. */
    NOT_TLS("not-tls", TlsAlert.UNEXPECTED_MESSAGE),
    /** The ClientHello breaks its own format. */
    CLIENT_HELLO_MALFORMED("client-hello-malformed", TlsAlert.DECODE_ERROR),
    /** The ClientHello is, or says that it will be, over the limit. */
    CLIENT_HELLO_TOO_LARGE("client-hello-too-large", TlsAlert.RECORD_OVERFLOW),
    /** The server name is no host name. */
    INVALID_NAME("invalid-name", TlsAlert.UNRECOGNIZED_NAME),
    /** There is no certificate for the server name. */
    UNKNOWN_NAME("unknown-name", TlsAlert.UNRECOGNIZED_NAME),
    /** The client sent no server name. */
    NO_NAME("no-name", TlsAlert.UNRECOGNIZED_NAME),
    /** The client offers application protocols, and none is ours. */
    NO_COMMON_PROTOCOL("no-common-protocol", TlsAlert.NO_APPLICATION_PROTOCOL),
    /** Too many certificates are being made on demand. */
    BUSY("busy", TlsAlert.INTERNAL_ERROR),
    /** The handshake took longer than it may. */
    TIMEOUT("timeout", TlsAlert.INTERNAL_ERROR),
    /** The client closed the connection before the handshake was done. */
    CLOSED("closed", TlsAlert.INTERNAL_ERROR),
    /** No common version or cipher, or the client refused our certificate. */
    REFUSED("refused", TlsAlert.INTERNAL_ERROR),
    /** Our own fault. */
    INTERNAL("internal", TlsAlert.INTERNAL_ERROR);

    private final String word;
    private final TlsAlert alert;

    HandshakeFailure(String word, TlsAlert alert) {
        this.word = word;
        this.alert = alert;
    }

    /** A short stable word for logs and metrics. */
    public String word() {
        return word;
    }

    /** What the client is told when the failure comes before a TLS engine exists. */
    TlsAlert alert() {
        return alert;
    }
}
