package dev.waggle.proxy.exchange;

import dev.waggle.proxy.message.Method;

/**
 * Whether a failed attempt may be made again: a pure rule.
 *
 * <p>Before a byte was sent, and when the task says that it did nothing with the request, any
 * method may be tried again. After that only an idempotent one (RFC 9110 section 9.2.2) of which
 * everything that was sent is still here, and only when not a byte of a response has come.
 */
final class RetryRule {
    private RetryRule() {}

    /**
     * @param bytesSent whether any byte of the request was given to a connection
     * @param replayable whether everything that was sent can be sent again
     */
    static boolean mayRetry(Failure failure, Method method, boolean bytesSent, boolean replayable) {
        return switch (failure.kind()) {
            case CONNECT, CONNECT_TLS -> !bytesSent;
            case STALE_CONNECTION, UNANSWERED, RESPONSE_TIMEOUT ->
                    !bytesSent || (method.isIdempotent() && replayable);
            case NOT_PROCESSED -> !bytesSent || replayable;
            case REFUSED,
                    CLIENT_GONE,
                    CLIENT_SLOW,
                    NO_ENDPOINT,
                    NO_ENDPOINT_YET,
                    DISCONNECTED,
                    IDLE_TIMEOUT,
                    BAD_RESPONSE,
                    OVERLOADED,
                    LOOP,
                    INTERNAL ->
                    false;
        };
    }

    /**
     * Whether a further attempt is more work for the tasks: not where none has got the request, or
     * only a connection that had ended already.
     */
    static boolean costs(Failure failure) {
        return switch (failure.kind()) {
            case CONNECT, CONNECT_TLS, STALE_CONNECTION -> false;
            case UNANSWERED,
                    RESPONSE_TIMEOUT,
                    NOT_PROCESSED,
                    REFUSED,
                    CLIENT_GONE,
                    CLIENT_SLOW,
                    NO_ENDPOINT,
                    NO_ENDPOINT_YET,
                    DISCONNECTED,
                    IDLE_TIMEOUT,
                    BAD_RESPONSE,
                    OVERLOADED,
                    LOOP,
                    INTERNAL ->
                    true;
        };
    }
}
