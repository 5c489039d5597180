package dev.waggle.proxy.endpoint;

/**
 * What is known of an endpoint, and so whether requests may go to it. Times are of {@link
 * System#nanoTime()}.
 */
public sealed interface EndpointState {
    /** Since when it is so. */
    long since();

    /** The state in a word, for metrics and pages. */
    String word();

    /** Why it is so, for the operator; empty where the word says all. */
    default String why() {
        return "";
    }

    /**
     * New: nobody has connected to it yet.
     *
     * @param failures how many probes have failed in a row; after the first it is known not to
     *     serve yet
     * @param why the last one failed
     */
    record Probing(long since, int failures, String why) implements EndpointState {
        @Override
        public String word() {
            return "probing";
        }
    }

    /**
     * It serves, and gets fewer requests than the others until it is warm.
     *
     * @param until when it is
     */
    record SlowStart(long since, long until) implements EndpointState {
        private static final double LEAST_WEIGHT = 0.1;

        @Override
        public String word() {
            return "slow-start";
        }

        /** Which part of the usual requests it gets, from 0.1 to 1, growing with time. */
        public double weight(long now) {
            double part = (double) (now - since) / (until - since);
            return Math.clamp(part, LEAST_WEIGHT, 1);
        }
    }

    /** It serves. */
    record Up(long since) implements EndpointState {
        @Override
        public String word() {
            return "up";
        }
    }

    /**
     * Something speaks against it, and it is being looked at: used only while there is no better
     * one.
     *
     * @param failures how often in a row it failed
     */
    record Suspect(long since, int failures, String why) implements EndpointState {
        @Override
        public String word() {
            return "suspect";
        }
    }

    /**
     * It does not serve. Only a probe brings it back, and none is sent before its time.
     *
     * @param until when it is looked at again
     * @param cause what it did
     */
    record Ejected(long since, long until, Cause cause, String why) implements EndpointState {
        /** What an endpoint was ejected for. */
        public enum Cause {
            /** It takes no connections: nothing is ever sent there. */
            UNREACHABLE("unreachable"),
            /** Its health check fails. */
            UNHEALTHY("unhealthy"),
            /** It fails more requests than the others do. */
            ERRORS("errors");

            private final String word;

            Cause(String word) {
                this.word = word;
            }

            /** For metrics. */
            public String word() {
                return word;
            }
        }

        @Override
        public String word() {
            return "ejected";
        }
    }

    /**
     * Its task is about to stop: gets nothing new while another endpoint is there.
     *
     * @param deadline when what is under way there ends by force
     */
    record Draining(long since, long deadline) implements EndpointState {
        @Override
        public String word() {
            return "draining";
        }
    }
}
