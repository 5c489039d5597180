package dev.waggle.proxy;

import dev.waggle.acme.LocalAuthority;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.StateUnusable;
import dev.waggle.proxy.tls.OnDemandCertificates;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsName;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of the local authority, for the routed hosts that are to have them: those whose
 * label says so, and with {@code self-signed} all that have no other.
 */
final class LocalCertificates implements OnDemandCertificates {
    private final Path stateDirectory;
    private final boolean byDefault;
    private final InstantSource clock;
    private volatile Set<String> names = Set.of();
    private volatile @Nullable LocalAuthority authority;

    LocalCertificates(Path stateDirectory, boolean byDefault, InstantSource clock) {
        this.stateDirectory = stateDirectory;
        this.byDefault = byDefault;
        this.clock = clock;
    }

    /** Opens the authority, or makes it. Blocks; once is enough. */
    void open() throws StateUnusable {
        if (authority == null) {
            authority =
                    LocalAuthority.open(stateDirectory, this::isWanted, clock, new SecureRandom());
        }
    }

    /** The file with the authority's certificate, once it is open. */
    Optional<Path> caPem() {
        LocalAuthority opened = authority;
        return opened == null ? Optional.empty() : Optional.of(opened.caPem());
    }

    /**
     * Follows a new table.
     *
     * @return whether there is a host that needs the authority
     */
    boolean follow(RouteTable table) {
        Set<String> wanted = new HashSet<>();
        for (TlsName name : table.tlsNames()) {
            if (isFor(name)) {
                wanted.add(name.name().text());
            }
        }
        names = Set.copyOf(wanted);
        return !wanted.isEmpty();
    }

    boolean isFor(TlsName name) {
        return switch (name.mode()) {
            case SELF_SIGNED -> true;
            // Meanwhile, until the ordered one is there.
            case DEFAULT, ACME -> byDefault;
            case FILES, OFF -> false;
        };
    }

    private boolean isWanted(String host) {
        Set<String> current = names;
        int dot = host.indexOf('.');
        return current.contains(host) || (dot > 0 && current.contains("*" + host.substring(dot)));
    }

    @Override
    public boolean mayServe(String host) {
        LocalAuthority opened = authority;
        return opened != null && opened.mayServe(host);
    }

    @Override
    public Optional<ServerCertificate> certificateFor(String host) {
        LocalAuthority opened = authority;
        return opened == null ? Optional.empty() : opened.certificateFor(host);
    }
}
