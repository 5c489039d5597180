package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.http2.FrameClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Clients that send much of what costs them nothing, or next to nothing for long.
 *
 * @param wave what they do once; returns when the proxy has cut the last of them, or has served
 *     those that it lets do it
 */
record Attack(String name, Wave wave) {
    // What configuration has by default.
    static final int IDLE_FRAMES = 1000;
    static final int RESETS = 200;

    /** Connections that nothing comes of, in a wave of them. */
    static final int SLOW = 100;

    static final int READERS = 20;
    static final int HEADS = 50;
    static final int HELLOS = 20;

    private static final int FIELDS_OF_A_BOMB = 5000;
    private static final int WINDOW_SETTING = 4;
    private static final int ANSWERS_AT_ONCE = 20;
    private static final int LONGEST_MILLIS = 60_000;

    /** More of them would be a flood of its own, once the streams have been reset. */
    private static final int TRICKLES = 150;

    static final Attack TABLE_THRASH = new Attack("HPACK table thrash", Attack::thrashTable);
    static final Attack BOMB = new Attack("HPACK bomb", Attack::bomb);
    static final Attack SHUT_WINDOWS =
            new Attack("windows of 0", target -> readNothing(target, _ -> {}));
    static final Attack TINY_WINDOWS =
            new Attack("windows of 1 byte", target -> readNothing(target, Attack::openByOne));
    static final Attack SLOW_HEADS =
            new Attack(
                    "slow heads",
                    target ->
                            beginAndStop(
                                    target, "GET / HTTP/1.1\r\nHost: plain.test\r\nX-Never: e"));
    static final Attack SLOW_BODIES =
            new Attack(
                    "slow bodies",
                    target ->
                            beginAndStop(
                                    target,
                                    "POST / HTTP/1.1\r\nHost: plain.test\r\n"
                                            + "Content-Length: 900000\r\n\r\nx"));
    static final Attack SLOW_READERS = new Attack("slow readers", Attack::askAndNeverRead);
    static final Attack CONNECTIONS = new Attack("connections", Attack::connectTooOften);
    static final Attack STOPPED_HANDSHAKES =
            new Attack("handshakes that stop", Attack::beginHandshakes);
    static final Attack HANDSHAKES =
            new Attack("handshakes one after the other", Attack::greetAndLeave);

    /** What attackers do together. */
    @FunctionalInterface
    interface Wave {
        /**
         * @throws AssertionError when they were treated in another way than they should be
         */
        void run(Target target) throws Exception;
    }

    static Stream<Attack> all() {
        return Stream.concat(
                FrameFlood.all(IDLE_FRAMES, RESETS).map(Attack::of),
                Stream.of(
                        TABLE_THRASH,
                        BOMB,
                        SHUT_WINDOWS,
                        TINY_WINDOWS,
                        SLOW_HEADS,
                        SLOW_BODIES,
                        SLOW_READERS,
                        CONNECTIONS,
                        STOPPED_HANDSHAKES,
                        HANDSHAKES));
    }

    static Attack of(FrameFlood flood) {
        return new Attack(flood.name(), target -> sendTooMuch(target, flood));
    }

    // ---- frames ----

    private static void sendTooMuch(Target target, FrameFlood flood) throws IOException {
        try (FrameClient attacker = target.served()) {
            try {
                flood.send(attacker, flood.most());
            } catch (IOException e) {
                // It is cut already, and awaitClose() finds that out.
            }
            attacker.awaitClose();
        }
    }

    /** Every field of every head drives the one before it out of the table. */
    private static void thrashTable(Target target) throws IOException {
        String[] fields = new String[16];
        Arrays.fill(fields, "y".repeat(1000));
        try (FrameClient attacker = target.http2()) {
            for (int i = 0; i < HEADS; i++) {
                for (int field = 0; field < fields.length; field += 2) {
                    fields[field] = "x-" + i + "-" + field;
                }
                sendIndexed(attacker, 1 + 2 * i, fields);
                assertThat(attacker.body(1 + 2 * i)).isEqualTo(Target.TASK);
            }
        }
    }

    /** One large field, then a byte for each of thousands of copies of it. */
    private static void bomb(Target target) throws IOException {
        byte[] references = new byte[FIELDS_OF_A_BOMB];
        Arrays.fill(references, (byte) (0x80 | 62));
        try (FrameClient attacker = target.http2()) {
            sendIndexed(attacker, 1, "x-large", "y".repeat(3900));
            assertThat(attacker.body(1)).isEqualTo(Target.TASK);
            for (int i = 1; i <= HEADS; i++) {
                int stream = 1 + 2 * i;
                attacker.send(
                        FrameClient.HEADERS,
                        FrameClient.END_HEADERS | FrameClient.END_STREAM,
                        stream,
                        references);
                assertThat(attacker.await(f -> f.stream() == stream).status()).isEqualTo("431");
            }
        }
    }

    /** A request whose further fields go to the table (RFC 7541 section 6.2.1). */
    private static void sendIndexed(FrameClient client, int stream, String... fields)
            throws IOException {
        byte[] block =
                FrameClient.block(
                        ":method",
                        "GET",
                        ":scheme",
                        "https",
                        ":path",
                        "/",
                        ":authority",
                        Target.SECURE);
        ByteBuffer all = ByteBuffer.allocate(FrameClient.MAX_FRAME).put(block);
        for (int i = 0; i < fields.length; i += 2) {
            byte[] field = FrameClient.block(fields[i], fields[i + 1]);
            field[0] = 0x40;
            all.put(field);
        }
        client.send(
                FrameClient.HEADERS,
                FrameClient.END_HEADERS | FrameClient.END_STREAM,
                stream,
                Arrays.copyOf(all.array(), all.position()));
    }

    /** What a client does that never reads. */
    private interface Trickle {
        void next(FrameClient client) throws IOException;
    }

    private static void readNothing(Target target, Trickle trickle) throws IOException {
        try (FrameClient attacker = target.http2(WINDOW_SETTING, 0)) {
            for (int i = 0; i < ANSWERS_AT_ONCE; i++) {
                attacker.get(1 + 2 * i, "/big");
            }
            for (int i = 0; i < TRICKLES; i++) {
                trickle.next(attacker);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            for (int open = ANSWERS_AT_ONCE; open > 0; open--) {
                attacker.await(f -> f.type() == FrameClient.RST_STREAM);
            }
        }
    }

    private static void openByOne(FrameClient client) throws IOException {
        for (int i = 0; i < ANSWERS_AT_ONCE; i++) {
            client.window(1 + 2 * i, 1);
        }
    }

    // ---- connections ----

    private static void beginAndStop(Target target, String beginning) {
        String address = Target.freshAddress();
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                slow.add(target.plain(address).send(beginning));
            }
            for (RawClient client : slow) {
                assertThat(client.answer().status()).isEqualTo(408);
                assertThat(client.isEnded()).isTrue();
            }
        } finally {
            slow.forEach(RawClient::close);
        }
    }

    private static void askAndNeverRead(Target target) throws IOException {
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                Socket reader = target.narrow();
                readers.add(reader);
                String ask = "GET /big HTTP/1.1\r\nHost: plain.test\r\n\r\n";
                reader.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
            }
            for (Socket reader : readers) {
                awaitCut(reader);
            }
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    /** Sends a byte now and then: who does not read learns in no other way that it was cut. */
    private static void awaitCut(Socket reader) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
        try {
            while (System.nanoTime() - end < 0) {
                reader.getOutputStream().write('G');
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        } catch (IOException e) {
            return;
        }
        throw new AssertionError("a client that does not read was not cut");
    }

    /** As many connections as an address may have, and as many again. */
    private static void connectTooOften(Target target) {
        String address = Target.freshAddress();
        List<RawClient> held = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                held.add(target.plain(address));
            }
            for (int i = 0; i < SLOW; i++) {
                try (RawClient one = target.plain(address)) {
                    assertThat(one.isEnded()).isTrue();
                }
            }
        } finally {
            held.forEach(RawClient::close);
        }
    }

    /** A third has begun its hello, the others wait for the rest of the handshake. */
    private static void beginHandshakes(Target target) throws IOException {
        String address = Target.freshAddress();
        byte[] hello = target.hello();
        List<RawClient> begun = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                byte[] sent = i % 3 == 0 ? Arrays.copyOf(hello, 50) : hello;
                begun.add(target.secure(address).send(sent));
            }
            for (RawClient client : begun) {
                readToEnd(client.socket());
            }
        } finally {
            begun.forEach(RawClient::close);
        }
    }

    private static void readToEnd(Socket socket) throws IOException {
        try {
            socket.setSoTimeout(LONGEST_MILLIS);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            // A reset is an end, too.
        }
    }

    /** The proxy signs its answer to each, which costs it most of a handshake. */
    private static void greetAndLeave(Target target) throws IOException {
        String address = Target.freshAddress();
        byte[] hello = target.hello();
        for (int i = 0; i < HELLOS; i++) {
            try (RawClient client = target.secure(address).send(hello)) {
                assertThat(client.socket().getInputStream().read()).isPositive();
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
