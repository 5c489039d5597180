package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Scans the field lines of a head or a trailer section, up to the empty line that ends it (RFC 9112
 * section 5).
 *
 * <p>It looks at every byte once, in whatever pieces they come: it stops where the bytes stop and
 * goes on from there. So the verdict does not depend on how the bytes were split, and a peer that
 * sends one byte at a time costs no more than one that sends all at once.
 */
final class FieldLines {
    private enum State {
        LINE_START,
        NAME,
        VALUE,
        LINE_END,
        SECTION_END,
        DONE
    }

    private final int maxFields;
    private final Underscores underscores;
    private State state = State.LINE_START;
    private int position;
    private int lines;
    private int nameStart;
    private int nameEnd;
    private int nameHash;
    private boolean underscoreInName;

    FieldLines(int maxFields, Underscores underscores) {
        this.maxFields = maxFields;
        this.underscores = underscores;
    }

    /** Starts a section whose first line begins here in the head's bytes. */
    void begin(int start) {
        state = State.LINE_START;
        position = start;
        lines = 0;
    }

    /** How far the scan has come: after {@link DecodeResult#COMPLETE}, behind the empty line. */
    int position() {
        return position;
    }

    /** Goes on up to the head's length and adds a field to it for each whole line. */
    DecodeResult scan(Head head) {
        byte[] bytes = head.bytes();
        int end = head.length();
        while (position < end) {
            Refusal refusal =
                    switch (state) {
                        case LINE_START -> startLine(bytes[position]);
                        case NAME -> scanName(bytes, end);
                        case VALUE -> scanValue(bytes, end);
                        case LINE_END -> endLine(head, bytes);
                        case SECTION_END, DONE -> endSection(bytes[position]);
                    };
            if (refusal != null) {
                return refusal;
            }
            if (state == State.DONE) {
                return DecodeResult.COMPLETE;
            }
        }
        return DecodeResult.NEED_MORE;
    }

    private @Nullable Refusal startLine(byte b) {
        if (b == '\r') {
            state = State.SECTION_END;
            position++;
            return null;
        }
        if (Grammar.isBlank(b)) {
            return Refusal.OBS_FOLD;
        }
        if (lines == maxFields) {
            return Refusal.TOO_MANY_FIELDS;
        }
        state = State.NAME;
        nameStart = position;
        nameHash = 0;
        underscoreInName = false;
        return null;
    }

    private @Nullable Refusal scanName(byte[] bytes, int end) {
        int i = position;
        int hash = nameHash;
        boolean underscore = underscoreInName;
        while (i < end) {
            byte folded = Grammar.foldName(bytes[i]);
            if (folded == 0) {
                break;
            }
            underscore |= bytes[i] == '_';
            hash = hash * 31 + folded;
            i++;
        }
        position = i;
        nameHash = hash;
        underscoreInName = underscore;
        return i == end ? null : endName(bytes[i]);
    }

    private @Nullable Refusal endName(byte b) {
        if (b == ':' && position > nameStart) {
            nameEnd = position++;
            state = State.VALUE;
            return null;
        }
        return switch (b) {
            case '\n' -> Refusal.BARE_LF;
            case '\r' -> Refusal.NO_COLON;
            case ' ', '\t' -> Refusal.SPACE_BEFORE_COLON;
            default -> Refusal.BAD_FIELD_NAME;
        };
    }

    private @Nullable Refusal scanValue(byte[] bytes, int end) {
        int i = Grammar.skipValue(bytes, position, end);
        while (i < end && Grammar.isValue(bytes[i])) {
            i++;
        }
        position = i;
        if (i == end) {
            return null;
        }
        if (bytes[i] == '\r') {
            position++;
            state = State.LINE_END;
            return null;
        }
        return bytes[i] == '\n' ? Refusal.BARE_LF : Refusal.BAD_FIELD_VALUE;
    }

    private @Nullable Refusal endLine(Head head, byte[] bytes) {
        if (bytes[position] != '\n') {
            return Refusal.BARE_CR;
        }
        int valueStart = nameEnd + 1;
        int valueEnd = position - 1;
        while (valueStart < valueEnd && Grammar.isBlank(bytes[valueStart])) {
            valueStart++;
        }
        while (valueEnd > valueStart && Grammar.isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        position++;
        lines++;
        state = State.LINE_START;
        FieldName name = FieldName.find(nameHash, bytes, nameStart, nameEnd);
        if (underscoreInName) {
            return underscores.add(head, nameStart, nameEnd, valueStart, valueEnd, name);
        }
        head.addField(nameStart, nameEnd, valueStart, valueEnd, name);
        return null;
    }

    private @Nullable Refusal endSection(byte b) {
        if (b != '\n') {
            return Refusal.BARE_CR;
        }
        position++;
        state = State.DONE;
        return null;
    }

    /** What is done with a field that has an underscore in its name. */
    @FunctionalInterface
    interface Underscores {
        /** Adds the field or not, or refuses the message. */
        @Nullable Refusal add(
                Head head,
                int nameStart,
                int nameEnd,
                int valueStart,
                int valueEnd,
                FieldName foldedName);
    }
}
