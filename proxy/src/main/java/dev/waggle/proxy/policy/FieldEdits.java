package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Head;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Fields that a route sets or removes in every message, made ready once: setting a field takes out
 * what the sender put there under the same name, with {@code _} counted as {@code -}.
 */
public final class FieldEdits {
    /** Nothing is changed. */
    public static final FieldEdits NONE = new FieldEdits(List.of(), new byte[0]);

    private static final long UNTOUCHABLE =
            FieldName.bits(
                    FieldName.HOST,
                    FieldName.CONNECTION,
                    FieldName.CONTENT_LENGTH,
                    FieldName.TRANSFER_ENCODING,
                    FieldName.TE,
                    FieldName.TRAILER,
                    FieldName.UPGRADE,
                    FieldName.KEEP_ALIVE,
                    FieldName.DATE,
                    FieldName.FORWARDED,
                    FieldName.X_FORWARDED_FOR,
                    FieldName.X_FORWARDED_PROTO,
                    FieldName.X_FORWARDED_HOST,
                    FieldName.X_FORWARDED_PORT,
                    FieldName.X_FORWARDED_PREFIX,
                    FieldName.X_REAL_IP);

    private final byte[][] foldedNames;
    private final byte[] lines;

    private FieldEdits(List<byte[]> foldedNames, byte[] lines) {
        this.foldedNames = foldedNames.toArray(new byte[0][]);
        this.lines = lines;
    }

    /**
     * Makes them from names and values; an empty value removes the field.
     *
     * @throws IllegalArgumentException when a name is no token or the proxy itself decides that
     *     field (framing, routing, who the client is), or a value has control characters; the
     *     message says which
     */
    public static FieldEdits of(Map<String, String> values) {
        List<byte[]> names = new ArrayList<>();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        values.forEach((name, value) -> {
            requireValid(name, value);
            names.add(fold(name));
            if (!value.isEmpty()) {
                lines.writeBytes(latin1(name + ": " + value + "\r\n"));
            }
        });
        return names.isEmpty() ? NONE : new FieldEdits(names, lines.toByteArray());
    }

    /** Whether field {@code i} of a head is left out because of this. */
    public boolean removes(Head head, int i) {
        for (byte[] name : foldedNames) {
            if (spells(head, i, name)) {
                return true;
            }
        }
        return false;
    }

    /** The lines to add, each with its CRLF; not to be written to. */
    public byte[] lines() {
        return lines;
    }

    private static boolean spells(Head head, int field, byte[] folded) {
        int start = head.nameStart(field);
        if (head.nameEnd(field) - start != folded.length) {
            return false;
        }
        byte[] bytes = head.bytes();
        for (int i = 0; i < folded.length; i++) {
            if (Grammar.foldName(bytes[start + i]) != folded[i]) {
                return false;
            }
        }
        return true;
    }

    private static void requireValid(String name, String value) {
        byte[] nameBytes = latin1(name);
        byte[] valueBytes = latin1(value);
        if (!Grammar.isToken(nameBytes, 0, nameBytes.length)) {
            throw new IllegalArgumentException("not a field name: " + name);
        }
        FieldName known = FieldName.find(nameBytes, 0, nameBytes.length);
        if ((known.bit() & UNTOUCHABLE) != 0) {
            throw new IllegalArgumentException("a field that the proxy itself decides: " + name);
        }
        if (!Grammar.isValue(valueBytes, 0, valueBytes.length)) {
            throw new IllegalArgumentException("not a field value, for " + name);
        }
    }

    private static byte[] fold(String name) {
        return latin1(name.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
