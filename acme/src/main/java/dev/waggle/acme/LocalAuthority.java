package dev.waggle.acme;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A certificate authority of this machine's own: signs, on the fly, certificates for the hosts that
 * are routed here.
 *
 * <p>Its key lives in the state directory and survives restarts, so that whoever trusts it once
 * stays content. A leaf is kept for as long as it has more than a third of its 90 days left; at
 * most {@value #MAX_CACHED} are kept. Safe for use by many threads; blocks while it signs (under a
 * millisecond), so never call it on an event loop.
 */
public final class LocalAuthority {

    static final int MAX_CACHED = 1_000;
    static final Duration LEAF_LIFETIME = Duration.ofDays(90);

    private final AuthorityKey authority;
    private final Path certificateFile;
    private final LeafSigner signer;
    private final Predicate<String> isRouted;
    private final InstantSource clock;
    private final Map<String, ServerCertificate> recentlyUsed =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, ServerCertificate> eldest) {
                    return size() > MAX_CACHED;
                }
            };

    private LocalAuthority(
            AuthorityKey authority,
            Path certificateFile,
            Predicate<String> isRouted,
            InstantSource clock,
            SecureRandom random) {
        this.authority = authority;
        this.certificateFile = certificateFile;
        this.signer = new LeafSigner(authority, random);
        this.isRouted = isRouted;
        this.clock = clock;
    }

    /**
     * Opens the authority that the state directory holds, or makes one there.
     *
     * @param stateDirectory where {@code local-ca.pem} (key and certificate, mode 0600) and {@code
     *     local-ca.crt} (for clients) are kept; created if absent
     * @param isRouted which host names may be signed; asked anew for each call
     * @param clock tells validity and renewal
     * @param random the source of keys and serial numbers
     * @throws StateUnusable when the directory cannot be written or what it holds cannot be read
     */
    public static LocalAuthority open(
            Path stateDirectory,
            Predicate<String> isRouted,
            InstantSource clock,
            SecureRandom random)
            throws StateUnusable {
        AuthorityFiles files = new AuthorityFiles(stateDirectory);
        AuthorityKey authority = files.openOrCreate(clock.instant(), random);
        return new LocalAuthority(authority, files.certificateFile(), isRouted, clock, random);
    }

    /** Whether a certificate would be signed for this host (lower case). Does not block. */
    public boolean mayServe(String host) {
        return HostNames.isHost(host) && isRouted.test(host);
    }

    /** A certificate for one routed host (lower case), or nothing when it is not routed here. */
    public synchronized Optional<ServerCertificate> certificateFor(String host) {
        if (!mayServe(host)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        ServerCertificate known = recentlyUsed.get(host);
        if (known != null && now.isBefore(renewAt(known))) {
            return Optional.of(known);
        }
        ServerCertificate fresh = signer.sign(host, now);
        recentlyUsed.put(host, fresh);
        return Optional.of(fresh);
    }

    /** The file with the authority's certificate, for {@code curl --cacert}. */
    public Path caPem() {
        return certificateFile;
    }

    /** The authority's certificate as PEM text. */
    public String caPemText() {
        return authority.certificatePem();
    }

    private static Instant renewAt(ServerCertificate certificate) {
        return certificate.notAfter().minus(LEAF_LIFETIME.dividedBy(3));
    }
}
