package dev.waggle.routing.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of one answer. Its memory is used again for the next, so that a list that is asked for
 * again and again is no garbage; it stays as large as the longest answer was. Used by one thread.
 */
public final class AnswerBuffer extends ByteArrayOutputStream {
    private static final int ROOM_FOR_A_READ = 16384;

    public AnswerBuffer() {
        super(4 * ROOM_FOR_A_READ);
    }

    /**
     * Takes what the stream has, in place of what was here.
     *
     * @param atMost how many bytes
     * @return whether that was all of it
     */
    boolean fill(InputStream stream, int atMost) throws IOException {
        reset();
        while (count <= atMost) {
            if (buf.length - count < ROOM_FOR_A_READ) {
                buf = Arrays.copyOf(buf, Math.max(buf.length, ROOM_FOR_A_READ) * 2);
            }
            int read = stream.read(buf, count, buf.length - count);
            if (read < 0) {
                return true;
            }
            count += read;
        }
        return false;
    }

    /** What tells this answer from another. */
    public byte[] hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(buf, 0, count);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** All elements of the array that these bytes are. */
    public <T> List<T> elements(String what, JsonElements.Reading<T> reading)
            throws DockerUnavailable {
        return JsonElements.all(buf, count, what, reading);
    }
}
