package dev.waggle.proxy.exchange;

import dev.waggle.proxy.message.Method;

/**
 * Whether a failed attempt may be made again at another endpoint: a pure rule.
 *
 * <p>Before a byte was sent, and when the task says that it did nothing with the request, any
 * method may be tried again. Else after that only an idempotent one whose body is still whole here
 * (RFC 9110 section 9.2.2), and only when the connection had been idle in the pool: then its end
 * says nothing about the task.
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
            case STALE_CONNECTION -> !bytesSent || (method.isIdempotent() && replayable);
            case NOT_PROCESSED -> !bytesSent || replayable;
            case REFUSED,
                    CLIENT_GONE,
                    CLIENT_SLOW,
                    NO_ENDPOINT,
                    NO_ENDPOINT_YET,
                    DISCONNECTED,
                    RESPONSE_TIMEOUT,
                    IDLE_TIMEOUT,
                    BAD_RESPONSE,
                    OVERLOADED,
                    LOOP,
                    INTERNAL ->
                    false;
        };
    }
}
