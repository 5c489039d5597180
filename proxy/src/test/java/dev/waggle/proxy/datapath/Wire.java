package dev.waggle.proxy.datapath;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One end of a TCP connection that says and hears exact bytes; waits at most ten seconds. */
final class Wire implements Closeable {
    private static final int WAIT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream input;

    Wire(Socket socket) {
        this.socket = socket;
        try {
            socket.setSoTimeout(WAIT_MILLIS);
            socket.setTcpNoDelay(true);
            input = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Wire to(int port) {
        try {
            return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects with a receive buffer this small, for a reader that is slow. */
    static Wire to(int port, int receiveBufferBytes) {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(receiveBufferBytes);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Wire send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says whether all could be sent. */
    boolean trySend(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends every byte on its own. */
    Wire dribble(String text) {
        for (int i = 0; i < text.length(); i++) {
            send(text.substring(i, i + 1));
        }
        return this;
    }

    /** Exactly so many bytes. */
    String read(int count) {
        try {
            byte[] bytes = input.readNBytes(count);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            if (bytes.length < count) {
                throw new AssertionError("ended after: " + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything up to this, included. */
    String readTo(String end) {
        StringBuilder text = new StringBuilder();
        try {
            while (text.indexOf(end, Math.max(0, text.length() - end.length())) < 0) {
                int next = input.read();
                if (next < 0) {
                    throw new AssertionError("ended after: " + text);
                }
                text.append((char) next);
            }
            return text.toString();
        } catch (IOException e) {
            throw new AssertionError("failed after: " + text, e);
        }
    }

    /** A head, with the empty line. */
    String head() {
        return readTo("\r\n\r\n");
    }

    /** A head, and the body that its framing announces; chunked bodies as they came. */
    String message() {
        String head = head();
        String lower = head.toLowerCase(Locale.ROOT);
        int length = lower.indexOf("\r\ncontent-length: ");
        if (length >= 0) {
            int start = length + "\r\ncontent-length: ".length();
            return head + read(Integer.parseInt(head.substring(start, head.indexOf('\r', start))));
        }
        return lower.contains("\r\ntransfer-encoding: chunked") ? head + readTo("0\r\n\r\n") : head;
    }

    /** Everything up to the end; a reset counts as the end. */
    String rest() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            input.transferTo(bytes);
        } catch (SocketException e) {
            return bytes.toString(StandardCharsets.ISO_8859_1) + "<reset>";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads and counts so many bytes, which must follow the pattern of {@link Pattern}. */
    void readPattern(long from, long count) {
        byte[] buffer = new byte[1 << 16];
        long at = from;
        try {
            while (at < from + count) {
                int got = input.read(buffer, 0, (int) Math.min(buffer.length, from + count - at));
                if (got < 0) {
                    throw new AssertionError("ended after " + at);
                }
                Pattern.check(buffer, got, at);
                at += got;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will be sent. */
    Wire endOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether something can be read now. */
    boolean hasInput() {
        try {
            return input.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
