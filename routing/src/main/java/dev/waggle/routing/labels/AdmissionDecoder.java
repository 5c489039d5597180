package dev.waggle.routing.labels;

import dev.waggle.routing.AddressRange;
import dev.waggle.routing.Admission;
import dev.waggle.routing.FieldEdit;
import dev.waggle.routing.Malformed;
import dev.waggle.routing.RateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the labels of one route that say whose requests it takes, and how many. */
final class AdmissionDecoder {
    private static final int MAX_IN_FLIGHT = 1_000_000;
    private static final Pattern RATE =
            Pattern.compile(
                    "([0-9]{1,7})/([smh])(?:[ \t]+burst[ \t]+([0-9]{1,7}))?"
                            + "(?:[ \t]+by[ \t]+(address|header:([^ \t]+)))?");

    private final RouteEntries entries;
    private final ProblemList problems;

    AdmissionDecoder(RouteEntries entries, ProblemList problems) {
        this.entries = entries;
        this.problems = problems;
    }

    /**
     * Who may pass is a guard, which closes the route when it cannot be read; a limit that cannot
     * be read is none.
     */
    Admission decode(Admission defaults) {
        return new Admission(
                Guards.read(LabelKey.ALLOW_FROM, AdmissionDecoder::ranges, entries, problems)
                        .orElse(defaults.allowFrom()),
                rateLimit().orElse(defaults.rateLimit()),
                read(LabelKey.IN_FLIGHT_LIMIT, v -> Values.integer(v, 1, MAX_IN_FLIGHT))
                        .orElse(defaults.inFlightLimit()));
    }

    private static List<AddressRange> ranges(String text) {
        String[] parts = text.split(",", Admission.MAX_RANGES + 1);
        if (parts.length > Admission.MAX_RANGES) {
            throw new Malformed(
                    "has more than " + Admission.MAX_RANGES + " ranges", "fewer, larger ranges");
        }
        List<AddressRange> ranges = new ArrayList<>(parts.length);
        for (String part : parts) {
            ranges.add(range(part.strip()));
        }
        return ranges;
    }

    private static AddressRange range(String text) {
        return AddressRange.parse(text)
                .orElseThrow(() ->
                        new Malformed(
                                "has a part that is no address",
                                "addresses and ranges such as 192.0.2.7, 10.0.0.0/8,"
                                        + " 2001:db8::/32"));
    }

    private Optional<RateLimit> rateLimit() {
        return read(LabelKey.RATE_LIMIT, AdmissionDecoder::rateLimit);
    }

    private static RateLimit rateLimit(String text) {
        Matcher rate = RATE.matcher(text);
        if (!rate.matches()) {
            throw new Malformed("is no rate", LabelKey.RATE_LIMIT.accepted());
        }
        int requests = count(rate.group(1));
        int burst = rate.group(3) == null ? requests : count(rate.group(3));
        return new RateLimit(requests, period(rate.group(2)), burst, by(rate));
    }

    private static int count(String digits) {
        return Values.integer(digits, 1, RateLimit.MAX_REQUESTS);
    }

    private static Duration period(String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
    }

    private static RateLimit.By by(Matcher rate) {
        String name = rate.group(5);
        if (name == null) {
            return new RateLimit.By.Address();
        }
        FieldEdit.ofRequest(name, ""); // a name that a request can have
        return new RateLimit.By.Header(name);
    }

    private <T> Optional<T> read(LabelKey key, Function<String, T> parser) {
        return entries.get(key).flatMap(label -> LabelDecoder.read(label, parser, problems));
    }
}
