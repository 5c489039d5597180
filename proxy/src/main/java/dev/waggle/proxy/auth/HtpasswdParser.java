package dev.waggle.proxy.auth;

import dev.waggle.proxy.auth.HtpasswdFile.SkippedLine;
import dev.waggle.routing.Malformed;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the lines of an htpasswd file: {@code user:hash}, {@code user:hash:comment}, comments and
 * empty ones.
 *
 * <p>A line that cannot be read is left out and reported; a user who is there twice has the first
 * line, as with Apache and nginx. A file that breaks a bound is refused whole, because half a file
 * is not a state.
 */
final class HtpasswdParser {
    /** The largest file, in bytes. */
    static final int MAX_FILE_BYTES = 1024 * 1024;

    /** The most users in a file. */
    static final int MAX_USERS = 10_000;

    /** The longest line that is read, in bytes. */
    static final int MAX_LINE_BYTES = 1024;

    private static final int MAX_REPORTED = 10;
    private static final String LINE = "one user:hash a line";

    private final Map<String, PasswordHash> users = new HashMap<>();
    private final List<SkippedLine> skipped = new ArrayList<>();
    private int skippedLines;
    private int number;

    private HtpasswdParser() {}

    /**
     * Reads a whole file.
     *
     * @throws TooLarge when it has more users than the bound
     */
    static HtpasswdFile parse(byte[] file) {
        HtpasswdParser parser = new HtpasswdParser();
        parser.readLines(file);
        return new HtpasswdFile(parser.users, parser.skipped, parser.skippedLines);
    }

    private void readLines(byte[] file) {
        int start = startsWithByteOrderMark(file) ? 3 : 0;
        while (start < file.length) {
            int end = start;
            while (end < file.length && file[end] != '\n') {
                end++;
            }
            number++;
            int text = end > start && file[end - 1] == '\r' ? end - 1 : end;
            readLineOrSkip(file, start, text);
            start = end + 1;
        }
    }

    /** What some editors put in front of a text file. */
    private static boolean startsWithByteOrderMark(byte[] file) {
        return file.length >= 3
                && file[0] == (byte) 0xEF
                && file[1] == (byte) 0xBB
                && file[2] == (byte) 0xBF;
    }

    private void readLineOrSkip(byte[] file, int start, int end) {
        try {
            readLine(file, start, end);
        } catch (Malformed e) {
            skippedLines++;
            if (skipped.size() < MAX_REPORTED) {
                skipped.add(new SkippedLine(number, e.what(), e.accepted()));
            }
        }
    }

    private void readLine(byte[] file, int start, int end) {
        if (end == start || file[start] == '#') {
            return;
        }
        if (end - start > MAX_LINE_BYTES) {
            throw new Malformed("is longer than " + MAX_LINE_BYTES + " bytes", LINE);
        }
        String line = decode(file, start, end);
        if (!line.isBlank()) {
            readUser(line);
        }
    }

    private void readUser(String line) {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw new Malformed(colon < 0 ? "has no colon" : "has no user before its colon", LINE);
        }
        int comment = line.indexOf(':', colon + 1);
        String hash = line.substring(colon + 1, comment < 0 ? line.length() : comment);
        users.putIfAbsent(line.substring(0, colon), PasswordHash.parse(hash));
        if (users.size() > MAX_USERS) {
            throw new TooLarge("has more than " + MAX_USERS + " users");
        }
    }

    private static String decode(byte[] file, int start, int end) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("is not UTF-8", "the file in UTF-8");
        }
    }

    /** The file as a whole breaks a bound. */
    static final class TooLarge extends RuntimeException {
        TooLarge(String what) {
            super(what, null, false, false);
        }

        String what() {
            return String.valueOf(getMessage());
        }
    }
}
