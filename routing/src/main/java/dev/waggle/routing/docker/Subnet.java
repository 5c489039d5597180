package dev.waggle.routing.docker;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** A range of addresses, {@code 10.0.1.0/24}: the first one and how many bits are common. */
public record Subnet(InetAddress first, int prefixBits) {
    public Subnet {
        int bits = first.getAddress().length * 8;
        if (prefixBits < 0 || prefixBits > bits) {
            throw new IllegalArgumentException("a prefix of " + prefixBits + " bits");
        }
    }

    public static Subnet parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'" + text + "' has no prefix length");
        }
        return of(
                InetAddress.ofLiteral(text.substring(0, slash)),
                Integer.parseInt(text.substring(slash + 1)));
    }

    /** The address of {@code 10.0.1.5/24} without its prefix length, if it is one. */
    public static Optional<InetAddress> address(String cidr) {
        int slash = cidr.indexOf('/');
        try {
            return Optional.of(InetAddress.ofLiteral(slash < 0 ? cidr : cidr.substring(0, slash)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress address) {
        return address.getAddress().length == first.getAddress().length
                && of(address, prefixBits).equals(this);
    }

    static Subnet of(InterfaceAddress address) {
        return of(address.getAddress(), address.getNetworkPrefixLength());
    }

    private static Subnet of(InetAddress address, int prefixBits) {
        byte[] bytes = address.getAddress();
        int whole = Math.min(prefixBits / 8, bytes.length);
        if (whole < bytes.length) {
            bytes[whole] &= (byte) (0xff00 >> (prefixBits % 8));
            Arrays.fill(bytes, whole + 1, bytes.length, (byte) 0);
        }
        return new Subnet(byAddress(bytes), prefixBits);
    }

    private static InetAddress byAddress(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("neither 4 nor 16 bytes", e);
        }
    }
}
