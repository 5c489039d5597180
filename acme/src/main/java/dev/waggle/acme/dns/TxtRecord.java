package dev.waggle.acme.dns;

import dev.waggle.acme.HostNames;

/**
 * One TXT record to be made or removed.
 *
 * @param zone the zone that it is in, in lower case without trailing dot
 * @param name its full name, in or at the zone, in lower case without trailing dot
 * @param value at most {@value #MAX_VALUE_CHARACTERS} characters of base64url, which every provider
 *     takes unquoted and unescaped
 */
public record TxtRecord(String zone, String name, String value) {

    /** What one string of a TXT record holds (RFC 1035 section 3.3). */
    public static final int MAX_VALUE_CHARACTERS = 255;

    public TxtRecord {
        if (!HostNames.isHost(zone) || !HostNames.isHost(name)) {
            throw new IllegalArgumentException("not names of hosts: " + zone + ", " + name);
        }
        if (!name.equals(zone) && !name.endsWith("." + zone)) {
            throw new IllegalArgumentException(name + " is not in the zone " + zone);
        }
        if (value.isEmpty()
                || value.length() > MAX_VALUE_CHARACTERS
                || !value.chars().allMatch(TxtRecord::isBase64Url)) {
            throw new IllegalArgumentException("not a value for a TXT record: " + value);
        }
    }

    private static boolean isBase64Url(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_';
    }
}
