package dev.waggle.proxy.http2;

import dev.waggle.proxy.exchange.Failure;
import io.netty.handler.codec.http2.Http2Error;

/** Whether a stream moves, in both directions: a client that trickles or does not read gives up. */
final class StreamProgress {
    private final Http2StreamEnd end;
    private final Http2Settings settings;
    private boolean watchingBody;
    private boolean watchingResponse;
    private long bodyDue;
    private int bodyBytes;
    private long responseDue;
    private int responseBytes;

    StreamProgress(Http2StreamEnd end, Http2Settings settings) {
        this.end = end;
        this.settings = settings;
    }

    void watchBody(long now) {
        watchingBody = true;
        bodyBytes = 0;
        bodyDue = now + settings.bodyProgressNanos() + settings.bodyGraceNanos();
    }

    void stopBody() {
        watchingBody = false;
    }

    void bodyReceived(int bytes) {
        bodyBytes = Math.addExact(Math.min(bodyBytes, settings.bodyProgressBytes()), bytes);
    }

    /**
     * Bytes of the body have left.
     *
     * @param all nothing more waits for the client
     */
    void responseSent(int bytes, boolean all) {
        responseBytes = Math.addExact(Math.min(responseBytes, 1 << 20), bytes);
        watchingResponse &= !all;
    }

    void check(long now) {
        if (watchingBody) {
            checkBody(now);
        }
        checkResponse(now);
    }

    private void checkBody(long now) {
        if (!end.isReadingBody()) {
            watchBody(now);
        } else if (now - bodyDue >= 0) {
            if (bodyBytes >= settings.bodyProgressBytes()) {
                bodyBytes = 0;
                bodyDue = now + settings.bodyProgressNanos();
            } else {
                end.refuse(Failure.downstream(Failure.Kind.CLIENT_SLOW, "body-timeout"), 408);
            }
        }
    }

    private void checkResponse(long now) {
        if (!end.isSending()) {
            watchingResponse = false;
        } else if (!watchingResponse || responseBytes >= settings.responseProgressBytes()) {
            watchingResponse = true;
            responseBytes = 0;
            responseDue = now + settings.responseProgressNanos();
        } else if (now - responseDue >= 0) {
            end.breakOff(
                    Failure.downstream(Failure.Kind.CLIENT_SLOW, "response-timeout"),
                    Http2Error.CANCEL);
        }
    }
}
