package dev.waggle.routing;

import java.util.Locale;

/** How one of several endpoints is picked for a request. */
public sealed interface Balance {
    /** As it is written in a label: {@code least-requests}, {@code hash:cookie:id}. */
    String text();

    /** Whether an endpoint with fewer requests gets more of the next ones. */
    boolean isByLoad();

    /** Ways that ask nothing of the request. */
    enum ByTurnOrLoad implements Balance {
        /** In turn. */
        ROUND_ROBIN,
        /** Of two random ones that with fewer requests under way. */
        LEAST_REQUESTS,
        /** Of two random ones that which answers sooner, by its latest answers and its load. */
        PEAK_EWMA;

        @Override
        public boolean isByLoad() {
            return this != ROUND_ROBIN;
        }

        @Override
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Requests with the same key go to the same endpoint as long as it is there and has room.
     *
     * @param key what is alike in them
     */
    record Hash(Key key) implements Balance {
        @Override
        public boolean isByLoad() {
            return false;
        }

        @Override
        public String text() {
            return switch (key) {
                case Key.Address _ -> "hash:address";
                case Key.Header(String name) -> "hash:header:" + name;
                case Key.Cookie(String name) -> "hash:cookie:" + name;
            };
        }
    }

    /** What requests of one endpoint have in common. */
    sealed interface Key {
        /** The client's address, behind trusted proxies too. */
        record Address() implements Key {}

        /**
         * The value of a field; requests without it go where there is least to do.
         *
         * @param name of the field, compared without regard to case
         */
        record Header(String name) implements Key {
            /**
             * @throws Malformed when it cannot be the name of a field
             */
            public Header {
                requireToken(name);
            }
        }

        /**
         * The value of a cookie; requests without it go where there is least to do.
         *
         * @param name of the cookie (RFC 6265 section 4.1.1)
         */
        record Cookie(String name) implements Key {
            /**
             * @throws Malformed when it cannot be the name of a cookie
             */
            public Cookie {
                requireToken(name);
            }
        }

        private static void requireToken(String name) {
            if (!FieldEdit.isToken(name)) {
                throw new Malformed(
                        "has a name that is none", "letters, digits and hyphens as the name");
            }
        }
    }
}
