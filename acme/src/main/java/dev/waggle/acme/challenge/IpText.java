package dev.waggle.acme.challenge;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;

/** The one text of an IP address: dotted decimal, or RFC 5952. */
final class IpText {

    private static final int GROUPS = 8;
    private static final int MAX_CHARACTERS = 45;

    private IpText() {}

    static boolean isCanonical(String text) {
        try {
            return canonical(text).equals(text);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /**
     * Reads a literal; never asks a name server.
     *
     * @throws IllegalArgumentException for anything else, a scoped address among them
     */
    static String canonical(String text) {
        // The parser of the JDK takes "1.2" and "fe80::1%eth0" too.
        if (text.length() > MAX_CHARACTERS || text.indexOf('%') >= 0) {
            throw new IllegalArgumentException("not an IP address");
        }
        InetAddress address = InetAddress.ofLiteral(text);
        if (address instanceof Inet4Address) {
            if (!address.getHostAddress().equals(text)) {
                throw new IllegalArgumentException("not an IPv4 address in four parts");
            }
            return text;
        }
        return compressed(address.getAddress());
    }

    /** RFC 5952 section 4: no leading zeros, the first longest run of two or more zeros is "::". */
    private static String compressed(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int start = longestRunOfZeros(groups);
        int end = start + runLength(groups, start);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start && end - start > 1) {
                text.append("::");
                i = end - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    private static int longestRunOfZeros(int[] groups) {
        int best = 0;
        for (int i = 1; i < GROUPS; i++) {
            if (runLength(groups, i) > runLength(groups, best)) {
                best = i;
            }
        }
        return best;
    }

    private static int runLength(int[] groups, int start) {
        int end = start;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - start;
    }
}
