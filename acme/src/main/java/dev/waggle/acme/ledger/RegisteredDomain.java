package dev.waggle.acme.ledger;

import java.util.Arrays;
import java.util.Set;

/**
 * The domain that somebody has registered, as far as it can be told without the list of public
 * suffixes: the last two labels, or three where the last two look like a suffix ({@code co.uk}).
 *
 * <p>Where it errs, it takes too much for one domain, and the ledger holds an order that the CA
 * would have taken; never the other way round for these suffixes.
 */
final class RegisteredDomain {

    private static final Set<String> SECOND_LEVEL =
            Set.of(
                    "ac", "co", "com", "edu", "gob", "gov", "go", "gv", "ltd", "ne", "net", "nom",
                    "or", "org", "plc", "sch");

    private RegisteredDomain() {}

    /** Of a lower-case host name or wildcard. */
    static String of(String name) {
        String[] labels = name.split("\\.", -1);
        int count = labels.length;
        if (count <= 2) {
            return name;
        }
        boolean isCountry = labels[count - 1].length() == 2;
        int kept = isCountry && SECOND_LEVEL.contains(labels[count - 2]) ? 3 : 2;
        return String.join(".", Arrays.copyOfRange(labels, count - kept, count));
    }
}
