package dev.waggle.proxy.exchange;

import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.ClientIdentity;
import dev.waggle.proxy.policy.FieldEdits;
import dev.waggle.routing.Route;

/**
 * What is sent to a task: the client's head, and every decision about it.
 *
 * @param head as the client sent it
 * @param client who sent it, as forwarding fields say it
 * @param route where it goes, with the times and the rewriting that hold there
 * @param framing how long the body is, as far as it is known
 * @param keepExpect whether {@code Expect} goes on to the task; not when we answered it ourselves
 * @param forwarded whether {@code Forwarded} (RFC 7239) is sent besides the {@code X-Forwarded-}
 *     fields
 * @param edits what is set and removed on the way
 */
public record UpstreamRequest(
        RequestHead head,
        ClientIdentity client,
        Route route,
        Framing framing,
        boolean keepExpect,
        boolean forwarded,
        FieldEdits edits) {

    /**
     * How a body is framed towards the task.
     *
     * @param length its length, {@link #NO_BODY} or {@link #UNKNOWN}
     */
    public record Framing(long length) {
        private static final long NO_BODY = -1;
        private static final long UNKNOWN = -2;

        /** No body and no length: a GET. */
        public static final Framing NONE = new Framing(NO_BODY);

        /** A body that ends when it ends: chunks on HTTP/1.1. */
        public static final Framing CHUNKED = new Framing(UNKNOWN);

        public static Framing length(long length) {
            return new Framing(length);
        }

        public boolean isChunked() {
            return length == UNKNOWN;
        }

        public boolean hasLength() {
            return length >= 0;
        }
    }
}
