package dev.waggle.proxy.real.load.task;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Sends the frames of a WebSocket back, until one closes it (RFC 6455 section 5.2). */
final class WebSocketEcho {
    private static final int CLOSE = 8;
    private static final int LONGEST = 125;

    private final InputStream in;
    private final OutputStream out;

    WebSocketEcho(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    void run() throws IOException {
        boolean closed = false;
        while (!closed) {
            int first = read();
            int length = read() & 0x7F;
            if (length > LONGEST) {
                throw new IOException("a frame of more than " + LONGEST + " bytes");
            }
            byte[] mask = exactly(4);
            byte[] data = exactly(length);
            for (int i = 0; i < data.length; i++) {
                data[i] ^= mask[i % 4];
            }
            out.write(first);
            out.write(length);
            out.write(data);
            out.flush();
            closed = (first & 0x0F) == CLOSE;
        }
    }

    private int read() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("closed without a word");
        }
        return next;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("half a frame");
        }
        return bytes;
    }
}
