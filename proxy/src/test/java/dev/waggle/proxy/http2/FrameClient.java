package dev.waggle.proxy.http2;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A client that says each frame as it is told to, right or wrong, and blocks for the answers. */
public final class FrameClient implements Closeable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int MAX_FRAME = 16 * 1024;

    public static final int END_STREAM = 1;
    static final int ACK = 1;
    public static final int END_HEADERS = 4;

    /** A frame from the proxy; headers are decoded. */
    @SuppressWarnings("ArrayRecordComponent") // frames are never compared
    public record Frame(
            int type, int flags, int stream, byte[] payload, @Nullable Http2Headers headers) {
        public boolean endsStream() {
            return (flags & END_STREAM) != 0;
        }

        boolean endsStreamOfData() {
            return (type == DATA || type == HEADERS) && endsStream();
        }

        public String status() {
            return header(":status");
        }

        String header(String name) {
            if (headers == null) {
                return "";
            }
            CharSequence value = headers.get(name);
            return value == null ? "" : value.toString();
        }

        List<String> names() {
            return headers == null
                    ? List.of()
                    : headers.names().stream().map(CharSequence::toString).toList();
        }

        /** The int that starts the payload: an error code, a window. */
        public int number() {
            return numberAt(0);
        }

        public int numberAt(int offset) {
            int value = 0;
            for (int i = 0; i < 4; i++) {
                value = (value << 8) | (payload[offset + i] & 0xFF);
            }
            return value;
        }

        String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }
    }

    /** The other end closed the connection where an answer was awaited. */
    public static final class EndedConnection extends AssertionError {
        private static final long serialVersionUID = 1;

        EndedConnection(String message) {
            super(message);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true);
    private final List<Frame> seen = new ArrayList<>();
    private @Nullable ByteArrayOutputStream held;

    FrameClient(int port, int... settings) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port), settings);
    }

    /**
     * On a connection that is there, with TLS or without.
     *
     * @param settings pairs of an identifier and a value
     */
    public FrameClient(Socket socket, int... settings) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream()
                .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        settings(settings);
    }

    // ---- out ----

    /** Pairs of an identifier and a value. */
    void settings(int... pairs) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (int i = 0; i < pairs.length; i += 2) {
            payload.write(pairs[i] >> 8);
            payload.write(pairs[i]);
            payload.writeBytes(number(pairs[i + 1]));
        }
        send(SETTINGS, 0, 0, payload.toByteArray());
    }

    public void send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(payload.length >> 16);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.write(type);
        frame.write(flags);
        frame.writeBytes(number(stream));
        frame.writeBytes(payload);
        out().write(frame.toByteArray());
    }

    /** Bytes that are no frame, or not all of one. */
    void raw(byte[] bytes) throws IOException {
        out().write(bytes);
    }

    private OutputStream out() throws IOException {
        return held == null ? socket.getOutputStream() : held;
    }

    /** Holds back what is sent from here on, until {@link #letGo()}. */
    void hold() {
        held = new ByteArrayOutputStream();
    }

    /** Sends what was held in one piece, so that the other end reads it at once. */
    void letGo() throws IOException {
        byte[] all = requireNonNull(held).toByteArray();
        held = null;
        out().write(all);
    }

    static byte[] number(int value) {
        return new byte[] {
            (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        };
    }

    /** Names and values in turns, as literals without Huffman. */
    public static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            literal(block, fields[i]);
            literal(block, fields[i + 1]);
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write((rest & 127) | 128);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    public void headers(int stream, boolean last, String... fields) throws IOException {
        byte[] block = block(fields);
        int type = HEADERS;
        int flags = last ? END_STREAM : 0;
        int from = 0;
        for (; block.length - from > MAX_FRAME; from += MAX_FRAME) {
            send(type, flags, stream, Arrays.copyOfRange(block, from, from + MAX_FRAME));
            type = CONTINUATION;
            flags = 0;
        }
        byte[] rest = Arrays.copyOfRange(block, from, block.length);
        send(type, flags | END_HEADERS, stream, rest);
    }

    /** A request with the usual pseudo-headers and these fields behind them. */
    public void request(int stream, String method, String path, boolean last, String... fields)
            throws IOException {
        String[] all = new String[fields.length + 8];
        String[] pseudo = {
            ":method", method, ":scheme", "https", ":authority", "blog.example", ":path", path
        };
        System.arraycopy(pseudo, 0, all, 0, 8);
        System.arraycopy(fields, 0, all, 8, fields.length);
        headers(stream, last, all);
    }

    public void get(int stream, String path, String... fields) throws IOException {
        request(stream, "GET", path, true, fields);
    }

    void data(int stream, boolean last, int bytes) throws IOException {
        data(stream, last, new byte[bytes]);
    }

    public void data(int stream, boolean last, byte[] bytes) throws IOException {
        send(DATA, last ? END_STREAM : 0, stream, bytes);
    }

    public void window(int stream, int more) throws IOException {
        send(WINDOW_UPDATE, 0, stream, number(more));
    }

    /** So many PINGs at once. */
    void pings(int count) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(new byte[] {0, 0, 8, PING, 0, 0, 0, 0, 0});
            all.writeBytes(new byte[8]);
        }
        out().write(all.toByteArray());
    }

    public void reset(int stream) throws IOException {
        send(RST_STREAM, 0, stream, number(8));
    }

    // ---- in ----

    /** The next frame of this kind; the ones before it are remembered in {@link #seen()}. */
    public Frame await(Predicate<Frame> wanted) {
        while (true) {
            Frame frame = read();
            if (frame == null) {
                throw new EndedConnection("the connection ended after " + seen);
            }
            if (wanted.test(frame)) {
                return frame;
            }
        }
    }

    Frame await(int type, int stream) {
        return await(frame -> frame.type() == type && frame.stream() == stream);
    }

    /** All DATA of a stream to its end. */
    public String body(int stream) {
        StringBuilder body = new StringBuilder();
        Frame frame;
        do {
            frame = await(f -> f.stream() == stream && (f.type() == DATA || f.type() == HEADERS));
            if (frame.type() == DATA) {
                body.append(frame.text());
            }
        } while (!frame.endsStream());
        return body.toString();
    }

    /** Waits until all that was sent before has been understood: an answer to a PING. */
    public void settle() throws IOException {
        send(PING, 0, 0, new byte[8]);
        await(frame -> frame.type() == PING && (frame.flags() & ACK) != 0);
    }

    /** Whether an answer to this request begins, or its reset comes, before the connection ends. */
    public boolean isAnswered(int stream) {
        Frame frame;
        do {
            frame = read();
        } while (frame != null
                && (frame.stream() != stream
                        || (frame.type() != HEADERS && frame.type() != RST_STREAM)));
        return frame != null;
    }

    /** Every frame that came so far. */
    List<Frame> seen() {
        return seen;
    }

    boolean hasSeen(int type, int stream) {
        return seen.stream().anyMatch(f -> f.type() == type && f.stream() == stream);
    }

    /** Reads to the end of the connection. */
    public void awaitClose() {
        Frame frame;
        do {
            frame = read();
        } while (frame != null);
    }

    private @Nullable Frame read() {
        try {
            int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(length);
            Frame frame = new Frame(type, flags, stream, payload, decode(type, stream, payload));
            seen.add(frame);
            return frame;
        } catch (EOFException | SocketException | SSLException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("after " + seen, e);
        }
    }

    private @Nullable Http2Headers decode(int type, int stream, byte[] payload) throws IOException {
        if (type != HEADERS) {
            return null;
        }
        ByteBuf block = Unpooled.wrappedBuffer(payload);
        try {
            return decoder.decodeHeaders(stream, block);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
