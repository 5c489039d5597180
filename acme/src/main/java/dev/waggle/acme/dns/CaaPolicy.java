package dev.waggle.acme.dns;

import dev.waggle.acme.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.CAARecord;

/**
 * What a set of CAA records says about one CA, one way to validate and one account (RFC 8659
 * section 4, RFC 8657).
 *
 * @param identities what the CA calls itself in such records; lower case
 * @param isWildcard whether the certificate is for a wildcard
 * @param account the account's URL, empty when there is none yet
 * @param method how control over the name is shown, such as {@code dns-01}
 */
record CaaPolicy(List<String> identities, boolean isWildcard, String account, String method) {

    private static final int CRITICAL = 128;

    CaaPolicy {
        identities = identities.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /** Why the records forbid it, in words that follow "the CAA records of X"; empty when not. */
    Optional<String> forbids(List<CAARecord> records) {
        Optional<String> unknown = unknownCritical(records);
        if (unknown.isPresent()) {
            return unknown;
        }
        List<String> issuers = issuers(records);
        if (issuers.isEmpty() || issuers.stream().anyMatch(this::admits)) {
            return Optional.empty();
        }
        return Optional.of(reason(issuers));
    }

    private static Optional<String> unknownCritical(List<CAARecord> records) {
        return records.stream()
                .filter(record -> (record.getFlags() & CRITICAL) != 0)
                .map(record -> record.getTag().toLowerCase(Locale.ROOT))
                .filter(tag -> !isKnown(tag))
                .findFirst()
                .map(tag ->
                        "have the critical property '%s', which no CA may pass over unread"
                                .formatted(Printable.of(tag)));
    }

    private static boolean isKnown(String tag) {
        return switch (tag) {
            case "issue",
                    "issuewild",
                    "iodef",
                    "issuemail",
                    "issuevmc",
                    "contactemail",
                    "contactphone" ->
                    true;
            default -> false;
        };
    }

    /** Values of the property that counts: for a wildcard issuewild, when there is one. */
    private List<String> issuers(List<CAARecord> records) {
        List<String> wild = values(records, "issuewild");
        return isWildcard && !wild.isEmpty() ? wild : values(records, "issue");
    }

    private static List<String> values(List<CAARecord> records, String tag) {
        return records.stream()
                .filter(record -> record.getTag().equalsIgnoreCase(tag))
                .map(CAARecord::getValue)
                .toList();
    }

    private boolean admits(String value) {
        Issuer issuer = Issuer.parse(value);
        return identities.contains(issuer.domain())
                && admitsAccount(issuer)
                && admitsMethod(issuer);
    }

    /** RFC 8657 section 3. Before there is an account, nobody can tell. */
    private boolean admitsAccount(Issuer issuer) {
        String only = issuer.parameters().get("accounturi");
        return only == null || account.isEmpty() || only.equals(account);
    }

    /** RFC 8657 section 4. */
    private boolean admitsMethod(Issuer issuer) {
        String only = issuer.parameters().get("validationmethods");
        return only == null || List.of(only.split(",")).contains(method);
    }

    private String reason(List<String> values) {
        List<Issuer> ours =
                values.stream()
                        .map(Issuer::parse)
                        .filter(issuer -> identities.contains(issuer.domain()))
                        .toList();
        if (ours.isEmpty()) {
            return "allow %s and not this CA".formatted(named(values));
        }
        return ours.stream().noneMatch(this::admitsAccount)
                ? "allow this CA only for another account (accounturi)"
                : "allow this CA only by other ways to validate than %s (validationmethods)"
                        .formatted(method);
    }

    private static String named(List<String> values) {
        List<String> domains =
                values.stream()
                        .map(value -> Issuer.parse(value).domain())
                        .filter(domain -> !domain.isEmpty())
                        .distinct()
                        .limit(8)
                        .toList();
        return domains.isEmpty() ? "no CA at all" : Printable.of(String.join(", ", domains));
    }

    /** The value of an issue property: {@code domain; name=value; ...} (RFC 8659 section 4.2). */
    private record Issuer(String domain, Map<String, String> parameters) {

        static Issuer parse(String value) {
            List<String> parts = new ArrayList<>(List.of(value.split(";", -1)));
            String domain = parts.removeFirst().strip().toLowerCase(Locale.ROOT);
            Map<String, String> parameters = new HashMap<>();
            for (String part : parts) {
                int equals = part.indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                            part.substring(equals + 1).strip());
                }
            }
            return new Issuer(domain, parameters);
        }
    }
}
