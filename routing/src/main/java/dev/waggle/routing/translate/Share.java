package dev.waggle.routing.translate;

import dev.waggle.routing.Route;
import java.util.List;

/** What a contribution adds at one place. */
final class Share {
    private final Contribution contribution;
    private final Place place;
    private final Route alone;
    private final List<Share> itself = List.of(this);

    Share(Contribution contribution, Place place, Route alone) {
        this.contribution = contribution;
        this.place = place;
        this.alone = alone;
    }

    Contribution contribution() {
        return contribution;
    }

    Place place() {
        return place;
    }

    /** The route at the place where no other service adds to it. */
    Route alone() {
        return alone;
    }

    /** A list of nothing else. */
    List<Share> itself() {
        return itself;
    }
}
