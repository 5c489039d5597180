package dev.waggle.routing;

import java.util.List;

/**
 * Another service that is asked, for each request, whether it may pass.
 *
 * @param url who is asked
 * @param copiedFields the fields of its answer that the task gets, and that a client cannot send:
 *     at most {@value #MAX_FIELDS}, distinct without regard to case
 */
public record ForwardAuth(HttpUrl url, List<String> copiedFields) {
    /** The longest list of fields. */
    public static final int MAX_FIELDS = 32;

    public ForwardAuth {
        copiedFields = List.copyOf(copiedFields);
    }
}
