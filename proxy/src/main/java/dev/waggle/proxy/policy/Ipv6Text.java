package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.Grammar;

/** Whether bytes are the text of an IPv6 address (RFC 4291 section 2.2). */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static boolean isAddress(byte[] bytes, int start, int end) {
        int groups = 0;
        boolean shortened = false;
        int i = start;
        if (i + 1 < end && bytes[i] == ':' && bytes[i + 1] == ':') {
            shortened = true;
            i += 2;
        }
        while (i < end) {
            int digits = hexDigits(bytes, i, end);
            if (i + digits < end && bytes[i + digits] == '.') {
                return isIpv4(bytes, i, end) && isFull(groups + 2, shortened);
            }
            if (digits == 0 || digits > 4) {
                return false;
            }
            groups++;
            i += digits;
            if (i == end) {
                break;
            }
            if (bytes[i] != ':' || i + 1 == end) {
                return false;
            }
            i++;
            if (bytes[i] == ':') {
                if (shortened) {
                    return false;
                }
                shortened = true;
                i++;
            }
        }
        return isFull(groups, shortened);
    }

    private static boolean isFull(int groups, boolean shortened) {
        return shortened ? groups < GROUPS : groups == GROUPS;
    }

    private static int hexDigits(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && Grammar.hexDigit(bytes[i]) >= 0) {
            i++;
        }
        return i - start;
    }

    private static boolean isIpv4(byte[] bytes, int start, int end) {
        int parts = 0;
        int digits = 0;
        int value = 0;
        for (int i = start; i < end; i++) {
            if (bytes[i] == '.') {
                if (digits == 0) {
                    return false;
                }
                parts++;
                digits = 0;
                value = 0;
                continue;
            }
            if (!Grammar.isDigit(bytes[i])) {
                return false;
            }
            value = value * 10 + bytes[i] - '0';
            digits++;
            if (digits > 3 || value > 255) {
                return false;
            }
        }
        return parts == 3 && digits > 0;
    }
}
