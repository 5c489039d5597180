package dev.waggle.routing;

import java.net.Inet6Address;
import java.util.regex.Pattern;

/** Reads addresses without ever asking the DNS. */
final class AddressLiteral {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final int MAX_IPV6_CHARS = 47;
    private static final int GROUPS = 8;

    private AddressLiteral() {}

    /** Four decimal numbers without leading zeros: other forms are read differently by others. */
    static boolean isIpv4(String text) {
        return text.length() <= 15 && IPV4.matcher(text).matches();
    }

    /**
     * The address in the one form of RFC 5952 section 4, in brackets.
     *
     * @throws Malformed when it is no IPv6 address, or has a zone
     */
    static String ipv6InBrackets(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String bare = bracketed ? text.substring(1, text.length() - 1) : text;
        if (bare.length() > MAX_IPV6_CHARS || bare.indexOf('%') >= 0 || bare.indexOf('[') >= 0) {
            throw notAnAddress();
        }
        try {
            return "[" + canonical(groups(Inet6Address.ofLiteral(bare).getAddress())) + "]";
        } catch (IllegalArgumentException e) {
            throw notAnAddress();
        }
    }

    private static Malformed notAnAddress() {
        return new Malformed(
                "has a colon but is no IPv6 address",
                "a host without a port, such as [2001:db8::1]");
    }

    private static int[] groups(byte[] address) {
        int[] groups = new int[GROUPS];
        if (address.length == 4) { // ::ffff:a.b.c.d comes back as an IPv4 address
            groups[5] = 0xffff;
            groups[6] = group(address, 0);
            groups[7] = group(address, 2);
            return groups;
        }
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = group(address, 2 * i);
        }
        return groups;
    }

    private static int group(byte[] address, int at) {
        return Byte.toUnsignedInt(address[at]) << 8 | Byte.toUnsignedInt(address[at + 1]);
    }

    private static String canonical(int[] groups) {
        int zeros = longestZeros(groups);
        int zerosEnd = zeros < 0 ? -1 : endOfZeros(groups, zeros);
        StringBuilder text = new StringBuilder(MAX_IPV6_CHARS);
        for (int i = 0; i < GROUPS; i++) {
            if (i == zeros) {
                text.append("::");
                i = zerosEnd - 1;
                continue;
            }
            if (i > 0 && i != zerosEnd) {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /** RFC 5952 section 4.2: the first of the longest runs, and never a single group. */
    private static int longestZeros(int[] groups) {
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = endOfZeros(groups, i) - i;
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        return best;
    }

    private static int endOfZeros(int[] groups, int start) {
        int end = start;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end;
    }
}
