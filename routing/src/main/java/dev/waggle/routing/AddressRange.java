package dev.waggle.routing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses in CIDR notation, {@code 10.0.0.0/8} or {@code 2001:db8::/32}.
 *
 * <p>IPv4 is kept as IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2), so that a client of a dual-stack
 * socket is compared the same way; an IPv6 range never contains an IPv4 address.
 *
 * @param high the upper 64 bits of the network's address, host bits cleared
 * @param low the lower 64 bits
 * @param prefix how many leading bits count, 0 to 128
 */
public record AddressRange(long high, long low, int prefix) {
    private static final long MAPPED = 0xFFFFL << 32;
    private static final int MAPPED_BITS = 96;

    public AddressRange {
        high &= mask(prefix);
        low &= mask(prefix - 64);
    }

    /** Reads an address, or an address and a prefix length; never asks DNS. */
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        return literal(address)
                .flatMap(it -> of(it.getAddress(), slash < 0 ? null : text.substring(slash + 1)));
    }

    /** The address that this literal spells; never asks DNS. Names, zones and brackets are none. */
    public static Optional<InetAddress> literal(String text) {
        if (text.isEmpty() || text.length() > 45 || text.indexOf('%') >= 0) {
            return Optional.empty();
        }
        boolean ipv6 = text.indexOf(':') >= 0 && text.charAt(0) != '[';
        if (!ipv6 && !text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<AddressRange> of(byte[] address, @Nullable String prefixText) {
        int bits = address.length * 8;
        if (prefixText != null && !prefixText.matches("\\d{1,3}")) {
            return Optional.empty();
        }
        int prefix = prefixText == null ? bits : Integer.parseInt(prefixText);
        if (prefix > bits) {
            return Optional.empty();
        }
        int shift = bits == 32 ? MAPPED_BITS : 0;
        return Optional.of(new AddressRange(high(address), low(address), prefix + shift));
    }

    /** Whether this address, of 4 or 16 bytes in network order, lies inside. Allocates nothing. */
    public boolean contains(byte[] address) {
        return contains(high(address), low(address));
    }

    /** Whether this address lies inside. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    private boolean contains(long otherHigh, long otherLow) {
        boolean otherIpv4 = otherHigh == 0 && otherLow >>> 32 == 0xFFFF;
        return (prefix >= MAPPED_BITS || !otherIpv4)
                && (otherHigh & mask(prefix)) == high
                && (otherLow & mask(prefix - 64)) == low;
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }

    private static long high(byte[] address) {
        return address.length == 4 ? 0 : bits(address, 0, 8);
    }

    private static long low(byte[] address) {
        return address.length == 4 ? MAPPED | bits(address, 0, 4) : bits(address, 8, 16);
    }

    private static long bits(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value << 8 | (bytes[i] & 0xFF);
        }
        return value;
    }

    @Override
    public String toString() {
        byte[] address = new byte[16];
        for (int i = 0; i < 8; i++) {
            address[i] = (byte) (high >>> (56 - 8 * i));
            address[8 + i] = (byte) (low >>> (56 - 8 * i));
        }
        try {
            InetAddress network = InetAddress.getByAddress(address);
            int shown = network.getAddress().length == 4 ? prefix - MAPPED_BITS : prefix;
            return network.getHostAddress() + "/" + shown;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
