package dev.waggle.acme.life;

import dev.waggle.acme.CertificateProblem;
import dev.waggle.acme.Certificates;
import dev.waggle.acme.ServerCertificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A snapshot of all certificates that are managed here: immutable, equal by content.
 *
 * @param states in order of id
 * @param owner whether this process orders; else another one does, and this one reads
 * @param thumbprint of the account key (base64url, RFC 7638), with which challenges on port 80 are
 *     answered; empty until there is an account key
 * @param problems those of no certificate alone: the store, the account key
 */
public record CertificateStates(
        List<CertificateState> states,
        boolean owner,
        Optional<String> thumbprint,
        List<CertificateProblem> problems) {

    /** Nothing is managed. */
    public static final CertificateStates NONE =
            new CertificateStates(List.of(), false, Optional.empty(), List.of());

    public CertificateStates {
        states = List.copyOf(states);
        problems = List.copyOf(problems);
    }

    /** What is served, by name; of two for the same name the one that is valid for longer. */
    public Certificates certificates() {
        Map<String, ServerCertificate> byName = new HashMap<>();
        for (CertificateState state : states) {
            if (state.serving() instanceof Serving.Certificate(var certificate, _)) {
                certificate
                        .names()
                        .forEach(
                                name -> byName.merge(name, certificate, CertificateStates::longer));
            }
        }
        return new Certificates(byName);
    }

    private static ServerCertificate longer(ServerCertificate one, ServerCertificate other) {
        return other.notAfter().isAfter(one.notAfter()) ? other : one;
    }
}
