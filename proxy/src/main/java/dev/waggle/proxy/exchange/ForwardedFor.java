package dev.waggle.proxy.exchange;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.ClientIdentity;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who the client of a request is: the peer, or, when the peer is a trusted proxy, the right-most
 * entry of {@code X-Forwarded-For} that is not a trusted proxy itself.
 *
 * <p>What stands left of that entry was written by the client and is worth nothing.
 */
public final class ForwardedFor {
    private final Predicate<InetAddress> trusted;

    /**
     * @param trusted whether an address is one of {@code trusted-proxies}
     */
    public ForwardedFor(Predicate<InetAddress> trusted) {
        this.trusted = trusted;
    }

    ClientIdentity identityOf(RequestHead request, ClientConnection client) {
        return client.isTrusted() && request.find(FieldName.X_FORWARDED_FOR) >= 0
                ? forwarded(request, client)
                : client.identity();
    }

    private ClientIdentity forwarded(RequestHead request, ClientConnection client) {
        InetAddress nearest = client.peer().getAddress();
        String[] hops = hopsOf(request).split(",", -1);
        for (int i = hops.length - 1; i >= 0 && trusted.test(nearest); i--) {
            InetAddress hop = addressOf(hops[i].strip());
            if (hop == null) {
                break;
            }
            nearest = hop;
        }
        return new ClientIdentity(
                ClientConnection.textOf(nearest),
                ClientConnection.textOf(client.peer().getAddress()),
                client.isSecure(),
                true);
    }

    /** Several fields are one list (RFC 9110 section 5.3). */
    private static String hopsOf(RequestHead request) {
        StringBuilder hops = new StringBuilder();
        for (int i = request.find(FieldName.X_FORWARDED_FOR);
                i >= 0;
                i = request.find(FieldName.X_FORWARDED_FOR, i + 1)) {
            hops.append(hops.isEmpty() ? "" : ",")
                    .append(request.text(request.valueStart(i), request.valueEnd(i)));
        }
        return hops.toString();
    }

    /**
     * An address, with a port behind it or without; null for anything else, such as {@code
     * unknown}.
     */
    private static @Nullable InetAddress addressOf(String hop) {
        String text = hop;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            text = end < 0 ? text : text.substring(1, end);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            text = text.substring(0, text.indexOf(':'));
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of a wrong length", e);
        }
    }
}
