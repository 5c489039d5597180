package dev.waggle.acme.order;

import dev.waggle.acme.challenge.Identifier;
import java.io.IOException;
import java.security.KeyPair;
import java.util.Set;
import org.shredzone.acme4j.util.CSRBuilder;

/** The request that an order is finalized with: the names, and nothing else of us (RFC 2986). */
final class SigningRequest {

    private SigningRequest() {}

    static byte[] of(Set<Identifier> names, KeyPair key) {
        CSRBuilder builder = new CSRBuilder();
        for (Identifier name : names) {
            switch (name.type()) {
                case DNS -> builder.addDomain(name.value());
                case IP -> builder.addIP(name.address());
            }
        }
        try {
            builder.sign(key);
            return builder.getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException("a request of checked names is encodable", e);
        }
    }
}
