package dev.waggle.proxy.datapath;

import java.nio.charset.StandardCharsets;

/** The only request of a connection of HTTP/2, as its task sees it: bytes of frames, by hand. */
final class TaskStream {
    static final int DATA = 0;
    static final int RST_STREAM = 3;

    private static final int PREFACE_BYTES = 24;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_HEADERS = 4;

    private final Wire wire;
    private int id;

    /** Takes the next connection and the head of its request. */
    TaskStream(Task task) {
        wire = task.accept();
        wire.read(PREFACE_BYTES);
        send(SETTINGS, 0, "");
        await(HEADERS);
    }

    /** The payload of the next frame of this type; others are passed over. */
    String await(int type) {
        while (true) {
            byte[] head = wire.read(9).getBytes(StandardCharsets.ISO_8859_1);
            int length = number(head, 0, 3);
            String payload = wire.read(length);
            if (head[3] == type) {
                id = number(head, 5, 4);
                return payload;
            }
        }
    }

    /** Answers with a head of status 200 and a body that is not at its end. */
    void answer() {
        // ":status: 200" of the static table (RFC 7541 appendix A), and a literal field.
        String type = "application/grpc";
        send(HEADERS, END_HEADERS, "\u0088\0\u000ccontent-type" + (char) type.length() + type);
    }

    void message(String text) {
        send(DATA, 0, text);
    }

    private void send(int type, int flags, String payload) {
        String head = bytes(payload.length(), 3) + (char) type + (char) flags + bytes(id, 4);
        wire.send(head + payload);
    }

    private static int number(byte[] bytes, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            value = (value << 8) | (bytes[i] & 0xFF);
        }
        return value;
    }

    private static String bytes(int value, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = count - 1; i >= 0; i--) {
            text.append((char) ((value >> (8 * i)) & 0xFF));
        }
        return text.toString();
    }
}
