package dev.waggle.proxy.admin;

import dev.waggle.proxy.config.Admin;
import dev.waggle.routing.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask the admin listener what.
 *
 * <p>A peer must be the machine itself or listed. The host that it names must be one of ours, or a
 * page from anywhere could ask through an operator's browser by a name that resolves to loopback
 * (DNS rebinding).
 */
final class AdminGuard {
    private final List<AddressRange> allowFrom;
    private final Set<String> hosts;

    AdminGuard(Admin admin) {
        allowFrom = admin.allowFrom();
        hosts =
                admin.hosts().stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Why this is refused, or nothing.
     *
     * @param local the address at which the peer reached us
     * @param host the {@code Host} field as sent; null when there is none
     */
    Optional<Answer> refusal(
            InetAddress peer, InetAddress local, String method, @Nullable String host) {
        if (!isAllowed(peer)) {
            return Optional.of(Answer.text(403, "This peer is not in admin.allow-from.\n"));
        }
        if (host == null || !isOurs(name(host), local)) {
            return Optional.of(Answer.text(421, "This host is not in admin.hosts.\n"));
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Optional.of(Answer.text(405, "Only GET and HEAD.\n"));
        }
        return Optional.empty();
    }

    boolean isAllowed(InetAddress peer) {
        return peer.isLoopbackAddress()
                || allowFrom.stream().anyMatch(range -> range.contains(peer));
    }

    private boolean isOurs(String name, InetAddress local) {
        if (name.equals("localhost") || hosts.contains(name)) {
            return true;
        }
        return AddressRange.literal(name)
                .filter(address -> address.isLoopbackAddress() || address.equals(local))
                .isPresent();
    }

    /** The host without its port, brackets and case. */
    private static String name(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[")) {
            int end = name.indexOf(']');
            return end < 0 ? "" : name.substring(1, end);
        }
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }
}
