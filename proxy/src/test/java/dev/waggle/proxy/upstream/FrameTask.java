package dev.waggle.proxy.upstream;

import dev.waggle.proxy.testing.StandInListener;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A task that answers every request of HTTP/2 with the same frames, right or wrong. */
final class FrameTask implements Closeable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int GOAWAY = 7;
    static final int END_STREAM = 1;
    static final int REFUSED_STREAM = 7;
    static final int END_HEADERS = 4;

    private static final int PREFACE_BYTES = 24;

    /** One frame of the answer. */
    @SuppressWarnings("ArrayRecordComponent") // Written once, and never compared.
    record Frame(int type, int flags, byte[] payload) {
        /** Fields are name and value in turn. */
        static Frame headers(boolean last, String... fields) {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            for (int i = 0; i < fields.length; i += 2) {
                block.write(0);
                text(block, fields[i]);
                text(block, fields[i + 1]);
            }
            return new Frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), block.toByteArray());
        }

        static Frame data(boolean last, String text) {
            return new Frame(DATA, last ? END_STREAM : 0, text.getBytes(StandardCharsets.US_ASCII));
        }

        /** Says that no stream of the connection was or will be worked on. */
        static Frame goAway() {
            return new Frame(GOAWAY, 0, new byte[8]);
        }

        static Frame reset(int code) {
            return new Frame(RST_STREAM, 0, new byte[] {0, 0, 0, (byte) code});
        }

        private static void text(ByteArrayOutputStream block, String text) {
            block.write(text.length());
            block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private final Frame[] answer;
    private final int refusedFirst;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile boolean waitsForBodies;
    private volatile Frame refusal = Frame.reset(REFUSED_STREAM);
    private int requests;
    private final StandInListener listener;

    /**
     * @param refusedFirst how many requests are refused before the first is answered
     */
    FrameTask(int refusedFirst, Frame... answer) {
        this.answer = answer;
        this.refusedFirst = refusedFirst;
        this.listener = StandInListener.serving(this::serve);
    }

    /** Answers requests only when they are complete. */
    FrameTask waitingForBodies() {
        waitsForBodies = true;
        return this;
    }

    /** Refuses requests by this. */
    FrameTask refusingBy(Frame frame) {
        refusal = frame;
        return this;
    }

    /** What came of the bodies of all requests, in their order. */
    List<String> bodies() {
        return bodies;
    }

    String authority() {
        return listener.authority();
    }

    private void serve(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        in.skipNBytes(PREFACE_BYTES);
        write(socket, 0, new Frame(SETTINGS, 0, new byte[0]));
        while (true) {
            int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            boolean last = (in.readUnsignedByte() & END_STREAM) != 0;
            int stream = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == DATA) {
                body.writeBytes(payload);
            }
            if (waitsForBodies ? last && type <= HEADERS : type == HEADERS) {
                bodies.add(body.toString(StandardCharsets.US_ASCII));
                body.reset();
                answer(socket, stream);
            }
        }
    }

    private synchronized void answer(Socket socket, int stream) throws IOException {
        if (requests++ < refusedFirst) {
            write(socket, stream, refusal);
            return;
        }
        for (Frame frame : answer) {
            write(socket, stream, frame);
        }
    }

    private static void write(Socket socket, int of, Frame frame) throws IOException {
        int stream = frame.type() == GOAWAY ? 0 : of;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = frame.payload().length;
        out.write(length >> 16);
        out.write(length >> 8);
        out.write(length);
        out.write(frame.type());
        out.write(frame.flags());
        out.writeBytes(new byte[] {0, 0, (byte) (stream >> 8), (byte) stream});
        out.writeBytes(frame.payload());
        socket.getOutputStream().write(out.toByteArray());
    }

    @Override
    public void close() {
        listener.close();
    }
}
