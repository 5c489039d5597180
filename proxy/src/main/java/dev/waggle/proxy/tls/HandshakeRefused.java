package dev.waggle.proxy.tls;

/**
 * A handshake that is refused before a TLS engine sees it. Carries no stack: a hostile peer makes
 * many.
 */
final class HandshakeRefused extends Exception {

    private final HandshakeFailure failure;

    HandshakeRefused(HandshakeFailure failure) {
        super(failure.word(), null, false, false);
        this.failure = failure;
    }

    HandshakeFailure failure() {
        return failure;
    }
}
