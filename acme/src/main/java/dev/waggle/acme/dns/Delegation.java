package dev.waggle.acme.dns;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Where the owner of a zone has sent the challenge name to: CA and we both follow its CNAME, so
 * that a zone of its own can be opened to us in place of the whole domain.
 */
final class Delegation {

    /** Aliases after these are an error; resolvers give up at about the same number. */
    static final int MAX_ALIASES = 8;

    private final Resolvers resolvers;

    Delegation(Resolvers resolvers) {
        this.resolvers = resolvers;
    }

    /** The name at the end of the aliases; the name itself when it has none. */
    Name follow(Name challenge) throws DnsFailure, InterruptedException {
        Set<Name> passed = new LinkedHashSet<>();
        Name name = challenge;
        while (passed.add(name)) {
            if (passed.size() > MAX_ALIASES + 1) {
                throw new DnsFailure(
                        "%s is an alias of an alias %d times over"
                                .formatted(challenge, MAX_ALIASES),
                        "let its CNAME record point at the name that takes the challenge");
            }
            Name current = name;
            name = resolvers.ask(current, Type.CNAME).aliasOf(current).orElse(current);
            if (name.equals(current)) {
                return current;
            }
        }
        throw new DnsFailure(
                "the aliases of %s lead in a circle: %s".formatted(challenge, chain(passed)),
                "let its CNAME record point at the name that takes the challenge");
    }

    private static String chain(Set<Name> names) {
        return names.stream().map(Name::toString).collect(Collectors.joining(" -> "));
    }
}
