package dev.waggle.proxy.endpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * Which endpoints of an upstream fail more than the others do: pure.
 *
 * <p>An error of the service is one that all of its tasks make: taking one out of use would not
 * help. So only those stand out that fail half of their requests while the others together fail
 * less than half as many; and never so many that more than half of the upstream is out of use.
 */
final class Outliers {
    /** Fewer requests than these say nothing. */
    private static final long LEAST_REQUESTS = 10;

    private Outliers() {}

    /**
     * What an endpoint did in a while.
     *
     * @param out whether it is out of use already
     */
    record Conduct(String id, long answers, long errors, boolean out) {
        private long requests() {
            return answers + errors;
        }

        private boolean failsHalf() {
            return requests() >= LEAST_REQUESTS && errors * 2 >= requests();
        }
    }

    /** The ids of those to take out of use. */
    static List<String> of(List<Conduct> all) {
        long requests = all.stream().mapToLong(Conduct::requests).sum();
        long errors = all.stream().mapToLong(Conduct::errors).sum();
        long out = all.stream().filter(Conduct::out).count();
        List<String> found = new ArrayList<>();
        for (Conduct one : all) {
            long otherRequests = requests - one.requests();
            long otherErrors = errors - one.errors();
            boolean othersAreBetter =
                    otherRequests > 0
                            && otherErrors * 2 * one.requests() < one.errors() * otherRequests;
            boolean mayGo = (out + found.size() + 1) * 2 <= all.size();
            if (!one.out() && one.failsHalf() && othersAreBetter && mayGo) {
                found.add(one.id());
            }
        }
        return found;
    }
}
