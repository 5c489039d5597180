package dev.waggle.proxy;

import dev.waggle.proxy.http2.FrameClient;
import java.io.IOException;
import java.util.stream.Stream;

/**
 * What a client of HTTP/2 sends again and again, because it costs it next to nothing.
 *
 * @param allowed how often it may; a client that only seems to attack is served on
 * @param most after how often its connection ends at the latest
 * @param reason that it is counted with
 * @param inOneHead whether all of it belongs to one head, that of stream 3
 */
record FrameFlood(String name, String reason, int allowed, int most, boolean inOneHead, Step step) {
    private static final int PRIORITY = 2;
    private static final int UNKNOWN = 0xEE;
    private static final int PADDED = 8;
    private static final int MUCH = 10_000;
    private static final byte[] NOTHING = {};
    private static final String FLOOD = "http2-flood";

    /** Something that is sent. */
    interface Step {
        /**
         * @param stream a fresh one, 3 at first; 1 is there and has ended
         */
        void send(FrameClient client, int stream) throws IOException;
    }

    /**
     * @param idleFrames how many frames that move nothing are let through
     * @param resets how many streams may be reset
     */
    static Stream<FrameFlood> all(int idleFrames, int resets) {
        return Stream.of(
                        ofResets(resets),
                        ofEmptyFrames(),
                        ofContinuations(),
                        ofIdleFrames(idleFrames))
                .flatMap(floods -> floods);
    }

    private static Stream<FrameFlood> ofResets(int resets) {
        return Stream.of(
                // CVE-2023-44487
                cutAt(
                        "rapid reset",
                        resets,
                        (client, stream) -> {
                            client.get(stream, "/never");
                            client.reset(stream);
                        }),
                // CVE-2025-55163
                cutAt(
                        "made you reset",
                        resets,
                        (client, stream) -> {
                            client.get(stream, "/never");
                            client.window(stream, 0);
                        }),
                cutAt(
                        "empty HEADERS",
                        resets,
                        (client, stream) ->
                                client.send(
                                        FrameClient.HEADERS,
                                        FrameClient.END_HEADERS | FrameClient.END_STREAM,
                                        stream,
                                        NOTHING)));
    }

    private static FrameFlood cutAt(String name, int resets, Step step) {
        return new FrameFlood(name, FLOOD, resets, resets + 1, false, step);
    }

    private static Stream<FrameFlood> ofEmptyFrames() {
        return Stream.of(
                // CVE-2019-9518
                new FrameFlood(
                        "empty DATA",
                        FLOOD,
                        2,
                        4,
                        false,
                        (client, stream) -> {
                            open(client, stream);
                            client.data(3, false, NOTHING);
                        }),
                new FrameFlood(
                        "DATA of padding alone",
                        FLOOD,
                        2,
                        4,
                        false,
                        (client, stream) -> {
                            open(client, stream);
                            client.send(FrameClient.DATA, PADDED, 3, new byte[] {3, 0, 0, 0});
                        }));
    }

    private static void open(FrameClient client, int stream) throws IOException {
        if (stream == 3) {
            client.request(3, "POST", "/echo", false, "content-length", "10");
        }
    }

    private static Stream<FrameFlood> ofContinuations() {
        return Stream.of(
                // CVE-2026-33871
                new FrameFlood(
                        "empty CONTINUATION",
                        FLOOD,
                        1,
                        20,
                        true,
                        (client, stream) -> fragment(client, stream, NOTHING)),
                // CVE-2024-27316 and its like
                new FrameFlood(
                        "CONTINUATION of 10 KB",
                        "http2-error",
                        2,
                        6,
                        true,
                        (client, stream) ->
                                fragment(
                                        client,
                                        stream,
                                        FrameClient.block("x-much", "y".repeat(MUCH)))));
    }

    private static void fragment(FrameClient client, int stream, byte[] block) throws IOException {
        if (stream == 3) {
            client.send(
                    FrameClient.HEADERS,
                    FrameClient.END_STREAM,
                    3,
                    FrameClient.block(
                            ":method",
                            "GET",
                            ":scheme",
                            "https",
                            ":path",
                            "/",
                            ":authority",
                            "blog.example"));
        }
        client.send(FrameClient.CONTINUATION, 0, 3, block);
    }

    private static Stream<FrameFlood> ofIdleFrames(int allowed) {
        return Stream.of(
                // CVE-2019-9515
                idle(
                        "SETTINGS",
                        allowed,
                        (client, stream) -> client.send(FrameClient.SETTINGS, 0, 0, NOTHING)),
                // CVE-2019-9512
                idle(
                        "PING",
                        allowed,
                        (client, stream) -> client.send(FrameClient.PING, 0, 0, new byte[8])),
                // CVE-2019-9513
                idle(
                        "PRIORITY",
                        allowed,
                        (client, stream) ->
                                client.send(PRIORITY, 0, stream, new byte[] {0, 0, 0, 1, 5})),
                idle("WINDOW_UPDATE", allowed, (client, stream) -> client.window(0, 1)),
                idle(
                        "WINDOW_UPDATE of a stream that ended",
                        allowed,
                        (client, stream) -> client.window(1, 1)),
                idle(
                        "RST_STREAM of a stream that ended",
                        allowed,
                        (client, stream) -> client.reset(1)),
                idle(
                        "frames of an unknown type",
                        allowed,
                        (client, stream) -> client.send(UNKNOWN, 0, stream, new byte[8])));
    }

    /** What was asked and answered before makes room for some more. */
    private static FrameFlood idle(String name, int allowed, Step step) {
        return new FrameFlood(name, FLOOD, allowed / 2, 2 * allowed, false, step);
    }

    /** So often. */
    void send(FrameClient client, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            step.send(client, streamOf(i));
        }
    }

    /**
     * Sends so much, and then what is answered if that was not too much.
     *
     * @return whether the connection ended instead
     */
    boolean isCutAfter(int times, FrameClient client) {
        int last = inOneHead ? 3 : streamOf(times);
        try {
            send(client, times);
            if (inOneHead) {
                client.send(FrameClient.CONTINUATION, FrameClient.END_HEADERS, last, NOTHING);
            } else {
                client.get(last, "/");
            }
        } catch (IOException e) {
            return true;
        }
        return !client.isAnswered(last);
    }

    private static int streamOf(int time) {
        return 3 + 2 * time;
    }

    @Override
    public String toString() {
        return name;
    }
}
