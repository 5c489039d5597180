package dev.waggle.proxy.auth;

import dev.waggle.proxy.exchange.ClientConnection;
import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.RequestHead;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds whose failures are counted together: an IPv4 address, or the /64 network of an IPv6
 * address, as a number.
 *
 * <p>That is the peer, or, when the peer is a trusted proxy, the right-most entry of {@code
 * X-Forwarded-For} that is not one. An entry that is no address ends the search: the trusted proxy
 * that passed it on is then counted.
 */
final class ClientKey {
    private static final int MAX_TEXT = 48;
    private static final long IPV4 = 0xFFFFL << 32;

    private final Predicate<InetAddress> trustedProxy;

    ClientKey(Predicate<InetAddress> trustedProxy) {
        this.trustedProxy = trustedProxy;
    }

    /** The number for a request; on its event loop. */
    long of(ClientConnection client, RequestHead request) {
        InetAddress peer = client.peer().getAddress();
        return key(client.isTrusted() ? forwarded(peer, request) : peer);
    }

    private InetAddress forwarded(InetAddress peer, RequestHead request) {
        InetAddress nearest = peer;
        for (int i = request.fieldCount() - 1; i >= 0; i--) {
            if (request.name(i) != FieldName.X_FORWARDED_FOR || request.isHopByHop(i)) {
                continue;
            }
            int end = request.valueEnd(i);
            while (end >= request.valueStart(i)) {
                int start = startOfEntry(request, request.valueStart(i), end);
                InetAddress entry = address(request, start, end);
                if (entry == null) {
                    return nearest;
                }
                nearest = entry;
                if (!trustedProxy.test(entry)) {
                    return entry;
                }
                end = start - 1;
            }
        }
        return nearest;
    }

    private static int startOfEntry(RequestHead request, int from, int end) {
        int start = end;
        while (start > from && request.bytes()[start - 1] != ',') {
            start--;
        }
        return start;
    }

    /** Never asks DNS: only the text of an address is read. */
    private static @Nullable InetAddress address(RequestHead request, int start, int end) {
        if (end - start > MAX_TEXT) {
            return null;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(request.text(start, end).strip());
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static long key(InetAddress address) {
        byte[] bytes = address.getAddress();
        // An IPv4 address as IPv6 has become an Inet4Address before it comes here.
        boolean ipv4 = bytes.length == 4;
        long key = 0;
        for (int i = 0; i < (ipv4 ? 4 : 8); i++) {
            key = key << 8 | (bytes[i] & 0xFF);
        }
        return ipv4 ? IPV4 | key : key;
    }
}
