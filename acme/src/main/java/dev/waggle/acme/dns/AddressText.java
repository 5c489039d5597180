package dev.waggle.acme.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Addresses as text: one form of each, so that text can be compared. */
final class AddressText {

    private static final int MAX_CHARACTERS = 45;

    private AddressText() {}

    /** Without a scope; the JDK's form, which is the same for equal addresses. */
    static String of(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    /** Reads a literal; never asks a name server. */
    static Optional<InetAddress> read(String text) {
        if (text.length() > MAX_CHARACTERS || text.indexOf('%') >= 0) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            // The JDK reads "1.2" as an address too.
            boolean isWhole = !(address instanceof Inet4Address) || of(address).equals(text);
            return isWhole ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The addresses that markers beside a name tell of. */
    static Set<String> marked(AddressName name, Set<String> texts) {
        String prefix = name.markerOf("");
        Set<String> found = new TreeSet<>();
        for (String text : texts) {
            if (text.startsWith(prefix)) {
                read(text.substring(prefix.length())).ifPresent(a -> found.add(of(a)));
            }
        }
        return found;
    }

    /**
     * Whether the Internet can have a way to it: not private (RFC 1918, RFC 4193), shared (RFC
     * 6598), of this link or this machine, or of a group.
     */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean isShared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        boolean isUniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        return !(address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isShared
                || isUniqueLocal);
    }
}
