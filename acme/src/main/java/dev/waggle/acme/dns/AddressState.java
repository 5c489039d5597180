package dev.waggle.acme.dns;

import java.util.Set;

/**
 * What stands at a name.
 *
 * @param addresses of the kind that was asked for, as text of RFC 5952
 * @param ours addresses that the marker beside it says we made, now or before
 * @param isAlias whether a CNAME record stands there
 */
record AddressState(Set<String> addresses, Set<String> ours, boolean isAlias) {

    AddressState {
        addresses = Set.copyOf(addresses);
        ours = Set.copyOf(ours);
    }

    /** What is to be done. */
    enum Step {
        /** It is as it should be. */
        NOTHING,
        /** Nothing stands there: make the record. */
        MAKE,
        /** What stands there is ours, and of yesterday. */
        CHANGE,
        /** What stands there is of someone else. */
        LEAVE
    }

    Step towards(String address) {
        if (addresses.equals(Set.of(address))) {
            return Step.NOTHING;
        }
        if (isAlias) {
            return Step.LEAVE;
        }
        if (addresses.isEmpty()) {
            return Step.MAKE;
        }
        return addresses.size() == 1 && ours.containsAll(addresses) ? Step.CHANGE : Step.LEAVE;
    }
}
