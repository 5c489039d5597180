package dev.waggle.proxy.http2;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Head;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Writes fields as HPACK literals without indexing (RFC 7541 section 6.2.2).
 *
 * <p>No dynamic table: one would cost an object and two look-ups for each field and a table for
 * each connection, to save some tens of bytes in a response. The static table gives the names.
 */
public final class HpackWriter {
    private static final int LITERAL_PREFIX = 0x0F;
    private static final int NEVER_INDEXED = 0x10;
    private static final int AUTHORITY_NAME = 1;
    private static final int METHOD_NAME = 2;
    private static final int PATH_NAME = 4;
    private static final int STATUS_NAME = 8;
    private static final int DATE_NAME = 33;

    /** What no intermediary may put into a table, where its length could be guessed at. */
    private static final long SECRETS =
            FieldName.bits(FieldName.SET_COOKIE, FieldName.COOKIE, FieldName.AUTHORIZATION);

    private static final byte[] NAME_INDEX = nameIndex();

    private HpackWriter() {}

    /** Says that our dynamic table is empty and stays so (RFC 7541 section 6.3). */
    static void writeEmptyTable(ByteBuf out) {
        out.writeByte(0x20);
    }

    static void writeStatus(ByteBuf out, int status) {
        int index = indexOfStatus(status);
        if (index > 0) {
            out.writeByte(0x80 | index);
            return;
        }
        out.writeByte(STATUS_NAME);
        out.writeByte(3);
        out.writeByte('0' + status / 100);
        out.writeByte('0' + status / 10 % 10);
        out.writeByte('0' + status % 10);
    }

    private static int indexOfStatus(int status) {
        return switch (status) {
            case 200 -> 8;
            case 204 -> 9;
            case 206 -> 10;
            case 304 -> 11;
            case 400 -> 12;
            case 404 -> 13;
            case 500 -> 14;
            default -> 0;
        };
    }

    /** Writes field {@code i}, its name in lower case (RFC 9113 section 8.2). */
    public static void writeField(ByteBuf out, Head head, int i) {
        FieldName name = head.name(i);
        int sensitive = (name.bit() & SECRETS) != 0 ? NEVER_INDEXED : 0;
        // An underscore finds the name with a hyphen: the table's name would not be the one sent.
        int index = hasUnderscore(head, i) ? 0 : NAME_INDEX[name.ordinal()];
        writeInt(out, sensitive, LITERAL_PREFIX, index);
        byte[] bytes = head.bytes();
        if (index == 0) {
            int start = head.nameStart(i);
            int end = head.nameEnd(i);
            writeInt(out, 0, 0x7F, end - start);
            for (int at = start; at < end; at++) {
                out.writeByte(Grammar.lowerCase(bytes[at]));
            }
        }
        int length = head.valueEnd(i) - head.valueStart(i);
        writeInt(out, 0, 0x7F, length);
        out.writeBytes(bytes, head.valueStart(i), length);
    }

    /** Writes {@code :method}; a range of the bytes. */
    public static void writeMethod(ByteBuf out, byte[] bytes, int start, int end) {
        writePseudo(out, METHOD_NAME, bytes, start, end);
    }

    /** Writes {@code :authority}; a range of the bytes. */
    public static void writeAuthority(ByteBuf out, byte[] bytes, int start, int end) {
        writePseudo(out, AUTHORITY_NAME, bytes, start, end);
    }

    private static void writePseudo(ByteBuf out, int index, byte[] bytes, int start, int end) {
        writeInt(out, 0, LITERAL_PREFIX, index);
        writeInt(out, 0, 0x7F, end - start);
        out.writeBytes(bytes, start, end - start);
    }

    /**
     * Writes {@code :path}.
     *
     * @param path read completely
     */
    public static void writePath(ByteBuf out, ByteBuf path) {
        writeInt(out, 0, LITERAL_PREFIX, PATH_NAME);
        writeInt(out, 0, 0x7F, path.readableBytes());
        out.writeBytes(path);
    }

    public static void writeScheme(ByteBuf out, boolean https) {
        out.writeByte(0x80 | (https ? 7 : 6));
    }

    /** Writes a field of a name and a value in ASCII; the name in lower case. */
    public static void writeText(ByteBuf out, CharSequence name, CharSequence value) {
        writeInt(out, 0, LITERAL_PREFIX, 0);
        writeInt(out, 0, 0x7F, name.length());
        out.writeCharSequence(name, StandardCharsets.US_ASCII);
        writeInt(out, 0, 0x7F, value.length());
        out.writeCharSequence(value, StandardCharsets.US_ASCII);
    }

    /**
     * Writes the lines that HTTP/1 would send, {@code Name: value CRLF} each, as fields.
     *
     * @param lines read completely
     */
    public static void writeLines(ByteBuf out, ByteBuf lines) {
        while (lines.isReadable()) {
            int start = lines.readerIndex();
            int nameEnd = start + lines.bytesBefore((byte) ':');
            int lineEnd = start + lines.bytesBefore((byte) '\r');
            writeInt(out, 0, LITERAL_PREFIX, 0);
            writeInt(out, 0, 0x7F, nameEnd - start);
            for (int at = start; at < nameEnd; at++) {
                out.writeByte(Grammar.lowerCase(lines.getByte(at)));
            }
            int valueStart = nameEnd + 2;
            writeInt(out, 0, 0x7F, lineEnd - valueStart);
            out.writeBytes(lines, valueStart, lineEnd - valueStart);
            lines.readerIndex(lineEnd + 2);
        }
    }

    static void writeDate(ByteBuf out, byte[] date) {
        writeInt(out, 0, LITERAL_PREFIX, DATE_NAME);
        writeInt(out, 0, 0x7F, date.length);
        out.writeBytes(date);
    }

    /** RFC 7541 section 5.1. */
    private static void writeInt(ByteBuf out, int pattern, int prefix, int value) {
        if (value < prefix) {
            out.writeByte(pattern | value);
            return;
        }
        out.writeByte(pattern | prefix);
        int rest = value - prefix;
        while (rest >= 0x80) {
            out.writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    private static boolean hasUnderscore(Head head, int i) {
        for (int at = head.nameStart(i); at < head.nameEnd(i); at++) {
            if (head.bytes()[at] == '_') {
                return true;
            }
        }
        return false;
    }

    /** RFC 7541 appendix A, as far as the proxy has a number for the name. */
    private static byte[] nameIndex() {
        byte[] index = new byte[FieldName.values().length];
        index[FieldName.ACCEPT_ENCODING.ordinal()] = 16;
        index[FieldName.ACCEPT.ordinal()] = 19;
        index[FieldName.AUTHORIZATION.ordinal()] = 23;
        index[FieldName.CACHE_CONTROL.ordinal()] = 24;
        index[FieldName.CONTENT_ENCODING.ordinal()] = 26;
        index[FieldName.CONTENT_LENGTH.ordinal()] = 28;
        index[FieldName.CONTENT_RANGE.ordinal()] = 30;
        index[FieldName.CONTENT_TYPE.ordinal()] = 31;
        index[FieldName.COOKIE.ordinal()] = 32;
        index[FieldName.DATE.ordinal()] = DATE_NAME;
        index[FieldName.ETAG.ordinal()] = 34;
        index[FieldName.EXPECT.ordinal()] = 35;
        index[FieldName.LOCATION.ordinal()] = 46;
        index[FieldName.PROXY_AUTHENTICATE.ordinal()] = 48;
        index[FieldName.MAX_FORWARDS.ordinal()] = 47;
        index[FieldName.RANGE.ordinal()] = 50;
        index[FieldName.REFERER.ordinal()] = 51;
        index[FieldName.RETRY_AFTER.ordinal()] = 53;
        index[FieldName.SERVER.ordinal()] = 54;
        index[FieldName.SET_COOKIE.ordinal()] = 55;
        index[FieldName.USER_AGENT.ordinal()] = 58;
        index[FieldName.VARY.ordinal()] = 59;
        index[FieldName.WWW_AUTHENTICATE.ordinal()] = 61;
        return index;
    }
}
