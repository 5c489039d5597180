package dev.waggle.routing.translate;

import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.labels.AuthFolders;
import java.util.Set;

/**
 * What the translation needs to know besides the services.
 *
 * @param authFolders where labels may name password files
 * @param defaults what holds where no label says otherwise
 * @param ownAddresses the proxy's own listeners as {@code address:port}, in the form of {@link
 *     dev.waggle.routing.Endpoint#authority}; an endpoint that is one of them would be a loop
 */
public record TranslatorSettings(
        AuthFolders authFolders, RouteOptions defaults, Set<String> ownAddresses) {
    /** The defaults of the labels' reference, and no own address. */
    public static final TranslatorSettings DEFAULTS =
            new TranslatorSettings(AuthFolders.DEFAULT, RouteOptions.DEFAULTS, Set.of());

    public TranslatorSettings {
        ownAddresses = Set.copyOf(ownAddresses);
    }
}
