package dev.waggle.acme.dns;

import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.preflight.Finding;
import dev.waggle.acme.preflight.Preflight;
import dev.waggle.acme.preflight.PreflightQuestion;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Looks whether a name exists and leads to us, and whether CAA records forbid the CA.
 *
 * <p>Only what the domain's own servers say, and a foreign answer to a token of our own, holds an
 * attempt. What cannot be looked at from here, such as our own public address from behind a router,
 * is a warning.
 */
public final class DnsPreflight implements Preflight {

    private static final int DNS_PORT = 53;
    private static final int HTTP_PORT = 80;
    private static final int TOKEN_BYTES = 32;

    private final CaaCheck caa;
    private final AddressCheck addresses;

    /**
     * @param resolvers see names as the CA does
     */
    public DnsPreflight(Resolvers resolvers, SecureRandom random) {
        this(resolvers, random, DNS_PORT, HTTP_PORT);
    }

    DnsPreflight(Resolvers resolvers, SecureRandom random, int dnsPort, int httpPort) {
        Authority authority = new Authority(new Zones(resolvers, dnsPort));
        this.caa = new CaaCheck(resolvers, authority);
        this.addresses =
                new AddressCheck(resolvers, authority, httpPort, () -> randomToken(random));
    }

    @Override
    public Finding look(PreflightQuestion question) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        if (question.identifier().type() == Identifier.Type.DNS) {
            collect(findings, () -> List.of(caa.look(question)));
        }
        if (question.kind() != ChallengeKind.DNS_01) {
            collect(findings, () -> addresses.look(question));
        }
        return worst(findings);
    }

    private interface Look {
        List<Finding> findings() throws DnsFailure, InterruptedException;
    }

    private static void collect(List<Finding> findings, Look look) throws InterruptedException {
        try {
            findings.addAll(look.findings());
        } catch (DnsFailure e) {
            findings.add(new Finding.Warn(e.reason(), e.fix()));
        }
    }

    /** The first that holds; else all warnings in one. */
    private static Finding worst(List<Finding> findings) {
        List<Finding.Warn> warnings = new ArrayList<>();
        for (Finding finding : findings) {
            switch (finding) {
                case Finding.Hold hold -> {
                    return hold;
                }
                case Finding.Warn warning -> warnings.add(warning);
                case Finding.Clear _ -> {}
            }
        }
        return warnings.isEmpty()
                ? Finding.CLEAR
                : new Finding.Warn(
                        joined(warnings.stream().map(Finding.Warn::reason).toList()),
                        joined(warnings.stream().map(Finding.Warn::fix).toList()));
    }

    private static String joined(List<String> sentences) {
        return sentences.stream().distinct().collect(Collectors.joining("; "));
    }

    /** As long as those of CAs, and of their alphabet. */
    private static String randomToken(SecureRandom random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
