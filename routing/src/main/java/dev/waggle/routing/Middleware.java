package dev.waggle.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the requests and responses of a route on their way, besides being passed on.
 *
 * @param compress whether responses are compressed
 * @param forwardAuth who is asked whether a request may pass; null for nobody
 * @param requestFields what the task sees changed
 * @param responseFields what the client sees changed
 * @param cors whose scripts may read the answers; null leaves that to the task
 * @param hsts what is said over https; null for nothing
 * @param redirectTo where requests are sent instead; null passes them on
 * @param admission whose requests are taken, and how many
 */
public record Middleware(
        boolean compress,
        @Nullable ForwardAuth forwardAuth,
        List<FieldEdit> requestFields,
        List<FieldEdit> responseFields,
        @Nullable Cors cors,
        @Nullable Hsts hsts,
        @Nullable Redirect redirectTo,
        Admission admission) {
    /** Compression, and nothing else. */
    public static final Middleware DEFAULTS =
            new Middleware(true, null, List.of(), List.of(), null, null, null, Admission.OPEN);

    public Middleware {
        requestFields = List.copyOf(requestFields);
        responseFields = List.copyOf(responseFields);
    }
}
