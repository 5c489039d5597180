package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Makes the copy of a path that routes are matched with, and tells whether the bytes that are sent
 * on could be read as another path than the one that was matched.
 *
 * <p>How to use it: {@link #normalise}, match the range {@link #bytes()}, {@link #start()}, {@link
 * #end()}, then {@link #check}. Most paths are {@link #isPlain plain}: all readings are the path
 * itself, nothing is copied and the check costs nothing.
 *
 * <p>One per event loop; a result is valid until the next call, and only while the bytes that were
 * given stay as they are.
 */
public final class PathNormaliser {
    private final PathReading strict = PathReading.strict();
    private final PathReading loose = PathReading.loose();
    private byte[] raw = new byte[0];
    private int rawStart;
    private int rawEnd;
    private boolean plain;

    /**
     * Reads a path; {@code *} is left as it is.
     *
     * @param start the first byte of the path
     * @param end where the path ends: the query is not part of it
     * @return null, or why no reading of this path is acceptable
     */
    public @Nullable Refusal normalise(byte[] bytes, int start, int end) {
        raw = bytes;
        rawStart = start;
        rawEnd = end;
        plain = isPlain(bytes, start, end);
        if (plain) {
            return null;
        }
        Refusal refusal = strict.read(bytes, start, end);
        if (refusal == null) {
            // Some read what others have normalised: an encoded slash that went with its segment
            // made one more step up harmless before.
            refusal = loose.read(strict.bytes(), 0, strict.length());
        }
        return refusal == null ? loose.read(bytes, start, end) : refusal;
    }

    /** Whether nothing in the path can be read in more than one way. */
    public boolean isPlain() {
        return plain;
    }

    /** The bytes that the normalised path is a range of; not to be written to. */
    public byte[] bytes() {
        return plain ? raw : strict.bytes();
    }

    /** Where the normalised path starts. */
    public int start() {
        return plain ? rawStart : 0;
    }

    /** Where the normalised path ends. */
    public int end() {
        return plain ? rawEnd : strict.length();
    }

    /**
     * Whether the path may go to the route that its normalised form matched: no reading of it leads
     * to another route, and it names the route's context as it stands, so that the context can be
     * cut off the bytes as sent and what is left stays inside.
     *
     * @param route the route that the normalised path matched
     * @param contextLength the length of that route's context; 1 for {@code /}
     * @param routes finds the route of another reading, asked only for paths that are not plain
     * @return null, or why not
     */
    public <R> @Nullable Refusal check(R route, int contextLength, Routes<R> routes) {
        if (plain) {
            return null;
        }
        boolean sameRoute =
                route.equals(routes.of(raw, rawStart, rawEnd))
                        && route.equals(routes.of(loose.bytes(), 0, loose.length()));
        if (!sameRoute || !namesContext(contextLength) || leavesContext(contextLength)) {
            return Refusal.AMBIGUOUS_PATH;
        }
        return null;
    }

    private boolean namesContext(int contextLength) {
        if (contextLength <= 1) {
            return true;
        }
        int boundary = rawStart + contextLength;
        if (boundary > rawEnd || contextLength > strict.length()) {
            return false;
        }
        for (int i = 0; i < contextLength; i++) {
            if (raw[rawStart + i] != strict.bytes()[i]) {
                return false;
            }
        }
        return boundary == rawEnd || raw[boundary] == '/';
    }

    /** Reads what is left without the context again, as the task will, which knows no context. */
    private boolean leavesContext(int contextLength) {
        return contextLength > 1 && loose.read(raw, rawStart + contextLength, rawEnd) != null;
    }

    private static boolean isPlain(byte[] bytes, int start, int end) {
        byte before = 0;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            boolean special = b == '%' || b == '\\' || b == ';';
            if (special || (before == '/' && (b == '/' || b == '.'))) {
                return false;
            }
            before = b;
        }
        return true;
    }

    /** Finds routes of one host by path. */
    @FunctionalInterface
    public interface Routes<R> {
        /** The route, or a value that equals no route. */
        R of(byte[] bytes, int start, int end);
    }
}
