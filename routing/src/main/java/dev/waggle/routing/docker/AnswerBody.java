package dev.waggle.routing.docker;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The body of an answer, without its framing. It ends where the framing says that it ends: a
 * connection that ends earlier is a failure, never a shorter body.
 */
final class AnswerBody extends InputStream {
    private static final long UNTIL_CLOSE = Long.MAX_VALUE;

    private final InputStream in;
    private final Framing framing;

    /** Bytes that are left of the chunk, or of the whole body when it is not chunked. */
    private long left;

    private boolean done;

    private enum Framing {
        CHUNKED,
        LENGTH,
        CLOSE
    }

    AnswerBody(InputStream in, AnswerHead head) throws IOException {
        this.in = in;
        Optional<String> length = head.header("Content-Length");
        if (head.isChunked()) {
            framing = Framing.CHUNKED;
        } else if (length.isPresent()) {
            framing = Framing.LENGTH;
            left = number(length.get(), 10);
            done = left == 0;
        } else {
            framing = Framing.CLOSE;
            left = UNTIL_CLOSE;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (framing == Framing.CHUNKED && left == 0 && !done) {
            nextChunk();
        }
        if (done) {
            return -1;
        }
        int read = in.read(bytes, offset, (int) Math.min(length, left));
        return read < 0 ? ended() : took(read);
    }

    private int took(int read) throws IOException {
        left -= read;
        switch (framing) {
            case LENGTH -> done = left == 0;
            case CHUNKED -> {
                if (left == 0 && !AnswerHead.line(in).isEmpty()) {
                    throw new DockerUnavailable("a chunk is longer than its size says");
                }
            }
            case CLOSE -> left = UNTIL_CLOSE;
        }
        return read;
    }

    private int ended() throws IOException {
        if (framing != Framing.CLOSE) {
            throw new DockerUnavailable("the connection ended within an answer");
        }
        done = true;
        return -1;
    }

    /** Chunk sizes are hexadecimal, what follows a semicolon is dropped (RFC 9112, section 7.1). */
    private void nextChunk() throws IOException {
        String line = AnswerHead.line(in);
        int semicolon = line.indexOf(';');
        left = number((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
        done = left == 0;
    }

    private static long number(String digits, int radix) throws IOException {
        try {
            if (digits.length() > 15 || digits.startsWith("-") || digits.startsWith("+")) {
                throw new NumberFormatException();
            }
            return Long.parseLong(digits, radix);
        } catch (NumberFormatException e) {
            throw new DockerUnavailable("not a length: " + digits, e);
        }
    }
}
