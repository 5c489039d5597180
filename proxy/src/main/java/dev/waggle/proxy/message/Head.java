package dev.waggle.proxy.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The lines of a message head, kept as ranges of one byte array, so that reading, deciding and
 * forwarding a head makes no object per field.
 *
 * <p>A head owns its bytes. It is mutable and reused; it belongs to one event loop. A decoder puts
 * the head's bytes in with {@link #reserve}, then names ranges of them with {@link #addField}; a
 * maker of heads (HTTP/2, local replies) uses {@link #append} and the {@code add} methods. Bounds
 * are the caller's: it must not put in more than its configured head limit.
 */
public abstract class Head {
    private static final int INITIAL_BYTES = 1024;
    private static final int INITIAL_FIELDS = 32;
    private static final int INTS_PER_FIELD = 5;

    /** Beside the name's number in a field's last int. */
    private static final int HOP_BY_HOP = 1 << 16;

    private static final int NAME_MASK = 0xFFFF;

    /** What a reused head may keep of a large message before it goes back to the small size. */
    private static final int KEPT_BYTES = 8 * 1024;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length;
    private int[] fields = new int[INITIAL_FIELDS * INTS_PER_FIELD];
    private int fieldCount;

    /** A bit for each known name that is there, so that looking for an absent one costs nothing. */
    private long known;

    /** Forgets everything, and gives back memory that a large head took. */
    public void clear() {
        length = 0;
        fieldCount = 0;
        known = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[INITIAL_BYTES];
            fields = new int[INITIAL_FIELDS * INTS_PER_FIELD];
        }
    }

    /** The bytes that all ranges point into. Changes when the head grows: do not keep it. */
    public final byte[] bytes() {
        return bytes;
    }

    /** How many bytes are in use. */
    public final int length() {
        return length;
    }

    /**
     * Makes room for this many more bytes and says where they start; the caller writes them into
     * {@link #bytes()}.
     */
    public final int reserve(int count) {
        int start = length;
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
        length += count;
        return start;
    }

    /** Takes back what was reserved but not used: the bytes from here on are free again. */
    public final void truncate(int newLength) {
        length = newLength;
    }

    /** Copies these bytes to the end and says where they start. */
    public final int append(byte[] source, int from, int to) {
        int start = reserve(to - from);
        System.arraycopy(source, from, bytes, start, to - from);
        return start;
    }

    /** Copies this text (ISO 8859-1, as field values are) to the end and says where it starts. */
    public final int append(CharSequence text) {
        int start = reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[start + i] = (byte) text.charAt(i);
        }
        return start;
    }

    /** Names four positions in the bytes as a field; the id is {@link FieldName#ordinal()}. */
    public final void addField(
            int nameStart, int nameEnd, int valueStart, int valueEnd, FieldName name) {
        int at = fieldCount * INTS_PER_FIELD;
        if (at == fields.length) {
            fields = Arrays.copyOf(fields, fields.length * 2);
        }
        fields[at] = nameStart;
        fields[at + 1] = nameEnd;
        fields[at + 2] = valueStart;
        fields[at + 3] = valueEnd;
        fields[at + 4] = name.ordinal();
        known |= name.bit();
        fieldCount++;
    }

    /** Takes field {@code i} out; the ones behind it move up. */
    public final void removeField(int i) {
        FieldName name = name(i);
        int from = (i + 1) * INTS_PER_FIELD;
        System.arraycopy(
                fields, from, fields, from - INTS_PER_FIELD, fieldCount * INTS_PER_FIELD - from);
        fieldCount--;
        if (find(name) < 0) {
            known &= ~name.bit();
        }
    }

    /**
     * Says that field {@code i} was meant for this hop only (RFC 9110 section 7.6.1), so it is
     * never forwarded.
     */
    public final void markHopByHop(int i) {
        fields[i * INTS_PER_FIELD + 4] |= HOP_BY_HOP;
    }

    /** Whether field {@code i} must not be forwarded. */
    public final boolean isHopByHop(int i) {
        return (fields[i * INTS_PER_FIELD + 4] & HOP_BY_HOP) != 0;
    }

    /** Appends a field of a name that the proxy knows. */
    public final void add(FieldName name, CharSequence value) {
        byte[] text = name.canonical();
        int nameStart = append(text, 0, text.length);
        int valueStart = append(value);
        addField(nameStart, nameStart + text.length, valueStart, length, name);
    }

    /** Appends a field of any name. */
    public final void add(CharSequence name, CharSequence value) {
        int nameStart = append(name);
        int valueStart = append(value);
        FieldName known = FieldName.find(bytes, nameStart, valueStart);
        addField(nameStart, valueStart, valueStart, length, known);
    }

    /** How many fields there are. */
    public final int fieldCount() {
        return fieldCount;
    }

    /** Where the name of field {@code i} starts in {@link #bytes()}. */
    public final int nameStart(int i) {
        return fields[i * INTS_PER_FIELD];
    }

    /** Where the name of field {@code i} ends. */
    public final int nameEnd(int i) {
        return fields[i * INTS_PER_FIELD + 1];
    }

    /** Where the value of field {@code i} starts; white space around it is outside. */
    public final int valueStart(int i) {
        return fields[i * INTS_PER_FIELD + 2];
    }

    /** Where the value of field {@code i} ends. */
    public final int valueEnd(int i) {
        return fields[i * INTS_PER_FIELD + 3];
    }

    /** Of field {@code i}, in bytes; 0 for an empty one. */
    public final int valueLength(int i) {
        return valueEnd(i) - valueStart(i);
    }

    /** Which known name field {@code i} has, else {@link FieldName#OTHER}. */
    public final FieldName name(int i) {
        return FieldName.of(fields[i * INTS_PER_FIELD + 4] & NAME_MASK);
    }

    /**
     * Whether any of these names is there.
     *
     * @param names their {@link FieldName#bit() bits}
     */
    public final boolean hasAny(long names) {
        return (known & names) != 0;
    }

    /** The first field of this name, or -1. */
    public final int find(FieldName name) {
        return find(name, 0);
    }

    /** The first field of this name at or after {@code from}, or -1. */
    public final int find(FieldName name, int from) {
        if ((known & name.bit()) == 0) {
            return -1;
        }
        for (int i = from; i < fieldCount; i++) {
            if ((fields[i * INTS_PER_FIELD + 4] & NAME_MASK) == name.ordinal()) {
                return i;
            }
        }
        return -1;
    }

    /** The first field that is called this, in any case, or -1; for names without a number. */
    public final int find(String name) {
        for (int i = 0; i < fieldCount; i++) {
            if (isNamed(i, name)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isNamed(int field, String name) {
        int start = nameStart(field);
        if (nameEnd(field) - start != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (Grammar.lowerCase(bytes[start + i]) != Grammar.lowerCase((byte) name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The first value of this name as text, or an empty string; allocates, so not for every
     * request.
     */
    public final String valueText(FieldName name) {
        int i = find(name);
        return i < 0 ? "" : text(valueStart(i), valueEnd(i));
    }

    /** A range of the bytes as text; allocates, so not for every request. */
    public final String text(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** Whether a range of the bytes spells this lower-case ASCII text, in any case. */
    public final boolean spells(int start, int end, byte[] lowerCase) {
        if (end - start != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte b = bytes[start + i];
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }
}
