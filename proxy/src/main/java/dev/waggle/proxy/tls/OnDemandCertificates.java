package dev.waggle.proxy.tls;

import dev.waggle.acme.LocalAuthority;
import dev.waggle.acme.ServerCertificate;
import java.util.Optional;

/** Makes certificates when a client asks for a name, such as the local authority does. */
public interface OnDemandCertificates {

    /** Makes none. */
    OnDemandCertificates NONE =
            new OnDemandCertificates() {
                @Override
                public boolean mayServe(String host) {
                    return false;
                }

                @Override
                public Optional<ServerCertificate> certificateFor(String host) {
                    return Optional.empty();
                }
            };

    /** Lets the local authority make them. */
    static OnDemandCertificates signedBy(LocalAuthority authority) {
        return new OnDemandCertificates() {
            @Override
            public boolean mayServe(String host) {
                return authority.mayServe(host);
            }

            @Override
            public Optional<ServerCertificate> certificateFor(String host) {
                return authority.certificateFor(host);
            }
        };
    }

    /**
     * Whether one would be made for this host (lower case). Called on an event loop for each such
     * handshake: must not block.
     */
    boolean mayServe(String host);

    /** Makes it, or gives the one that was made before. Called on a virtual thread: may block. */
    Optional<ServerCertificate> certificateFor(String host);
}
