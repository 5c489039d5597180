package dev.waggle.proxy.config;

/**
 * Bounds on what an HTTP/2 client may send and hold on one connection. Bytes, or counts.
 *
 * @param streams at once
 * @param headerListBytes each field counted with 32 bytes more (RFC 9113 section 6.5.2)
 * @param streamWindowBytes of a request body, here and not yet passed on
 * @param connectionWindowBytes the same of all bodies together
 * @param queuedBytes of a response that wait for their turn
 * @param controlFrames answers to control frames that the client leaves unread
 * @param resets streams that the client resets in 30 s, and that it makes us reset
 * @param idleFrames that move nothing, in 30 s
 */
public record Http2Limits(
        int streams,
        int headerListBytes,
        int streamWindowBytes,
        int connectionWindowBytes,
        int queuedBytes,
        int controlFrames,
        int resets,
        int idleFrames) {
    static Http2Limits from(Settings settings) {
        return new Http2Limits(
                settings.get(ConfigKeys.HTTP2_STREAMS),
                settings.bytes(ConfigKeys.HTTP2_HEADER_LIST),
                settings.bytes(ConfigKeys.HTTP2_STREAM_WINDOW),
                settings.bytes(ConfigKeys.HTTP2_CONNECTION_WINDOW),
                settings.bytes(ConfigKeys.HTTP2_QUEUED),
                settings.get(ConfigKeys.HTTP2_CONTROL_FRAMES),
                settings.get(ConfigKeys.HTTP2_RESETS),
                settings.get(ConfigKeys.HTTP2_IDLE_FRAMES));
    }
}
