package dev.waggle.routing;

/** Which hosts a route answers for. */
public sealed interface HostPattern extends Comparable<HostPattern> {
    /**
     * Reads {@code blog.example.org}, {@code *.example.org} or {@code *}.
     *
     * @throws Malformed when it is none of them
     */
    static HostPattern parse(String text) {
        if (text.equals("*")) {
            return new Any();
        }
        if (text.startsWith("*.")) {
            return new Wildcard(new Hostname(text.substring(2)));
        }
        if (text.indexOf('*') >= 0) {
            throw new Malformed(
                    "has a * that is not its whole first label",
                    "*.example.org, or * for any host");
        }
        return new Exact(new Hostname(text));
    }

    /** The pattern as it would be written in a label. */
    String text();

    @Override
    default int compareTo(HostPattern other) {
        return text().compareTo(other.text());
    }

    /** One host. */
    record Exact(Hostname host) implements HostPattern {
        @Override
        public String text() {
            return host.ascii();
        }
    }

    /**
     * Every host with exactly one label more than the parent, as in a certificate (RFC 6125 section
     * 6.4.3).
     */
    record Wildcard(Hostname parent) implements HostPattern {
        public Wildcard {
            if (parent.isAddress()) {
                throw new Malformed("is a wildcard of an address", "*.example.org");
            }
            if (parent.ascii().length() > Hostname.MAX_BYTES - 2) {
                throw new Malformed("is longer than 253 bytes", "*.example.org");
            }
        }

        @Override
        public String text() {
            return "*." + parent.ascii();
        }
    }

    /** Every host that nothing else names. */
    record Any() implements HostPattern {
        @Override
        public String text() {
            return "*";
        }
    }
}
