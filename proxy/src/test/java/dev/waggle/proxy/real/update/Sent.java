package dev.waggle.proxy.real.update;

import java.io.IOException;

/**
 * Why a request has no whole answer.
 *
 * <p>Nobody may send it again by himself unless it is idempotent (RFC 9110 section 9.2.2), for its
 * server may have acted on it.
 */
final class Sent extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean answerBegan;

    /**
     * @param answerBegan whether a byte of the answer had come
     */
    Sent(boolean answerBegan, IOException cause) {
        super(cause.toString(), cause);
        this.answerBegan = answerBegan;
    }

    boolean answerBegan() {
        return answerBegan;
    }
}
