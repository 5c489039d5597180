package dev.waggle.proxy.policy;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;

/**
 * Whose failures are counted together, as a number: an IPv4 address, or the /64 network of an IPv6
 * address, because whoever has one address there has all of them.
 */
public final class ClientKey {
    /** Ends up above the four bytes of an address, as in an IPv4-mapped one. */
    private static final long IPV4 = 0xFFFF;

    private static final int NETWORK_BYTES = 8;

    private ClientKey() {}

    /** The number of a client. */
    public static long of(ClientIdentity client) {
        String text = new String(client.clientAddress(), StandardCharsets.US_ASCII);
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            throw new IllegalStateException("the client's address is the text of an address");
        }
        boolean ipv4 = bytes.length == 4;
        long key = ipv4 ? IPV4 : 0;
        for (int i = 0; i < Math.min(bytes.length, NETWORK_BYTES); i++) {
            key = key << 8 | (bytes[i] & 0xFF);
        }
        return key;
    }
}
