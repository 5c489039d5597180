package dev.waggle.proxy.http2;

import dev.waggle.proxy.message.RequestHead;

/** The heads of a connection's closed streams, for the next ones. */
final class RequestHeads {
    /** As many as a busy connection has streams; each holds about 2 KiB. */
    private static final int MAX_KEPT = 32;

    private final RequestHead[] kept = new RequestHead[MAX_KEPT];
    private int count;

    /** An empty one. */
    RequestHead take() {
        return count == 0 ? new RequestHead() : kept[--count];
    }

    void give(RequestHead head) {
        if (count < MAX_KEPT) {
            head.clear();
            kept[count++] = head;
        }
    }
}
