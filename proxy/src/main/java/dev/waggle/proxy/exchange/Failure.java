package dev.waggle.proxy.exchange;

/**
 * Why an exchange did not go well.
 *
 * @param side where it went wrong
 * @param kind what went wrong
 * @param reason a short stable word for metrics and logs, {@code bad-header-name}; never client
 *     bytes
 */
public record Failure(Side side, Kind kind, String reason) {
    /** Where it went wrong. */
    public enum Side {
        DOWNSTREAM,
        UPSTREAM,
        INTERNAL
    }

    /** What went wrong; decides status and retry. */
    public enum Kind {
        /** The client's message breaks the protocol or a limit: its status is in the refusal. */
        REFUSED,
        /** The client went away, or its stream was reset. */
        CLIENT_GONE,
        /** The client sent or read too slowly. */
        CLIENT_SLOW,
        /** No endpoint to try. */
        NO_ENDPOINT,
        /** No endpoint serves yet, but one that is starting may soon. */
        NO_ENDPOINT_YET,
        /** Connecting failed or timed out: no byte was sent. */
        CONNECT,
        /** TLS to the task failed: no byte of the request was sent. */
        CONNECT_TLS,
        /** A pooled connection had ended before a byte of the response came. */
        STALE_CONNECTION,
        /** A new connection ended, or its stream did, before a byte of the response came. */
        UNANSWERED,
        /**
         * The task said that it did nothing with the request: a refused stream, or one behind the
         * last that a closing connection counts (RFC 9113 sections 6.8 and 8.7).
         */
        NOT_PROCESSED,
        /** The connection ended or was reset in the middle of the response. */
        DISCONNECTED,
        /** The response head did not come in time. */
        RESPONSE_TIMEOUT,
        /** Nothing moved for the idle time. */
        IDLE_TIMEOUT,
        /** The task's response breaks the protocol. */
        BAD_RESPONSE,
        /** A bound of our own was reached. */
        OVERLOADED,
        /** A request that came from ourselves. */
        LOOP,
        /** A bug or a broken dependency. */
        INTERNAL
    }

    public static Failure downstream(Kind kind, String reason) {
        return new Failure(Side.DOWNSTREAM, kind, reason);
    }

    public static Failure upstream(Kind kind, String reason) {
        return new Failure(Side.UPSTREAM, kind, reason);
    }

    public static Failure internal(String reason) {
        return new Failure(Side.INTERNAL, Kind.INTERNAL, reason);
    }
}
