package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.Version;
import org.jspecify.annotations.Nullable;

/**
 * A request names exactly one valid host, wherever it names it (RFC 9112 section 3.2, RFC 9113
 * section 8.3.1).
 *
 * <p>Stricter than RFC 3986: only letters, digits, hyphen, underscore and dot, or an IPv6 address
 * in brackets. Percent-encoding and the other marks of a reg-name are in no name that DNS has, but
 * in many attacks on the software behind.
 */
final class HostRule {
    /** The longest name of DNS in text, with a final dot. */
    static final int MAX_HOST_BYTES = 254;

    private static final int MAX_PORT = 65_535;

    private HostRule() {}

    /** Checks {@code Host} and authority against each other and fills host, port and authority. */
    static @Nullable Refusal check(RequestHead head) {
        int field = head.find(FieldName.HOST);
        boolean hasAuthority = head.authorityEnd() > head.authorityStart();
        if (field < 0) {
            if (hasAuthority && head.version() != Version.HTTP_1_1) {
                return accept(head, head.authorityStart(), head.authorityEnd());
            }
            return head.version() == Version.HTTP_1_0 ? null : Refusal.NO_HOST;
        }
        if (head.find(FieldName.HOST, field + 1) >= 0) {
            return Refusal.TWO_HOSTS;
        }
        if (hasAuthority && !sameAuthority(head, field)) {
            return Refusal.HOST_MISMATCH;
        }
        return accept(head, head.valueStart(field), head.valueEnd(field));
    }

    private static boolean sameAuthority(RequestHead head, int field) {
        int start = head.authorityStart();
        int length = head.authorityEnd() - start;
        if (length != head.valueEnd(field) - head.valueStart(field)) {
            return false;
        }
        byte[] bytes = head.bytes();
        for (int i = 0; i < length; i++) {
            byte other = bytes[head.valueStart(field) + i];
            if (Grammar.lowerCase(bytes[start + i]) != Grammar.lowerCase(other)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Refusal accept(RequestHead head, int start, int end) {
        byte[] bytes = head.bytes();
        int hostEnd = hostEnd(bytes, start, end);
        if (hostEnd < 0) {
            return Refusal.BAD_HOST;
        }
        int port = hostEnd == end ? -1 : port(bytes, hostEnd, end);
        if (port == 0) {
            return Refusal.BAD_HOST;
        }
        head.authority(start, end);
        head.host(start, hostEnd, port);
        return null;
    }

    /** Where a valid host ends, or -1. */
    private static int hostEnd(byte[] bytes, int start, int end) {
        if (start == end) {
            return -1;
        }
        return bytes[start] == '[' ? addressEnd(bytes, start, end) : nameEnd(bytes, start, end);
    }

    private static int nameEnd(byte[] bytes, int start, int end) {
        int i = start;
        boolean labelIsEmpty = true;
        for (; i < end && bytes[i] != ':'; i++) {
            boolean dot = bytes[i] == '.';
            if (dot ? labelIsEmpty : !isNameByte(bytes[i])) {
                return -1;
            }
            labelIsEmpty = dot;
        }
        return i == start || i - start > MAX_HOST_BYTES ? -1 : i;
    }

    private static boolean isNameByte(byte b) {
        byte lower = Grammar.lowerCase(b);
        return (lower >= 'a' && lower <= 'z') || Grammar.isDigit(b) || b == '-' || b == '_';
    }

    /** RFC 3986 section 3.2.2; no zone identifier, no future address version. */
    private static int addressEnd(byte[] bytes, int start, int end) {
        int i = start + 1;
        while (i < end && (Grammar.hexDigit(bytes[i]) >= 0 || bytes[i] == ':' || bytes[i] == '.')) {
            i++;
        }
        if (i == end || bytes[i] != ']' || !Ipv6Text.isAddress(bytes, start + 1, i)) {
            return -1;
        }
        return i + 1;
    }

    /** The port after the colon, or 0 when there is none that is valid. */
    private static int port(byte[] bytes, int colon, int end) {
        if (bytes[colon] != ':' || end - colon > 6) {
            return 0;
        }
        int port = 0;
        for (int i = colon + 1; i < end; i++) {
            if (!Grammar.isDigit(bytes[i])) {
                return 0;
            }
            port = port * 10 + bytes[i] - '0';
        }
        return port > MAX_PORT ? 0 : port;
    }
}
