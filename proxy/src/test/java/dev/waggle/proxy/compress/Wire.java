package dev.waggle.proxy.compress;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** One end of an HTTP/1.1 connection that says and hears exact bytes; waits at most ten seconds. */
final class Wire implements Closeable {
    private final Socket socket;
    private final InputStream in;

    Wire(Socket socket) {
        this.socket = socket;
        try {
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 512);
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
            socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
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

    Wire chunk(byte[] bytes) {
        return send(Integer.toHexString(bytes.length) + "\r\n").send(bytes).send("\r\n");
    }

    Wire chunk(String text) {
        return chunk(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A head, with the empty line. */
    String head() {
        StringBuilder text = new StringBuilder();
        while (text.length() < 4 || !text.substring(text.length() - 4).equals("\r\n\r\n")) {
            text.append((char) next(text));
        }
        return text.toString();
    }

    private int next(Object before) {
        try {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("ended after: " + before);
            }
            return next;
        } catch (IOException e) {
            throw new AssertionError("failed after: " + before, e);
        }
    }

    byte[] read(int count) {
        try {
            return in.readNBytes(count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of the next chunk. */
    byte[] nextChunk() {
        byte[] bytes = read(Integer.parseInt(line(), 16));
        line();
        return bytes;
    }

    private String line() {
        StringBuilder text = new StringBuilder();
        while (text.length() < 2 || text.charAt(text.length() - 1) != '\n') {
            text.append((char) next(text));
        }
        return text.substring(0, text.length() - 2);
    }

    /** The chunked body that comes now; each read gives what is there. */
    InputStream chunked() {
        return new Chunked();
    }

    /** Whether the other side hung up; a reset counts. */
    boolean isClosedByPeer() {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
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

    private final class Chunked extends InputStream {
        private int left;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                left = Integer.parseInt(line(), 16);
                ended = left == 0;
                if (ended) {
                    line();
                }
            }
            if (ended) {
                return -1;
            }
            int got = in.read(bytes, offset, Math.min(length, left));
            if (got < 0) {
                throw new EOFException("in the middle of a chunk");
            }
            left -= got;
            if (left == 0) {
                line();
            }
            return got;
        }

        @Override
        public int available() {
            return 0;
        }
    }
}
