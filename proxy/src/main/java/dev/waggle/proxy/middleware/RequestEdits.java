package dev.waggle.proxy.middleware;

import dev.waggle.proxy.policy.FieldEdits;
import dev.waggle.routing.FieldEdit;
import dev.waggle.routing.Middleware;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a route changes in the head of a request on its way to a task. */
public final class RequestEdits {
    private RequestEdits() {}

    /**
     * The route's fields, and those that this request got on its way.
     *
     * @param acquired by name without regard to case, empty for a field that is only taken out;
     *     these win over the route's
     */
    public static FieldEdits of(Middleware middleware, Map<String, String> acquired) {
        if (middleware.requestFields().isEmpty() && acquired.isEmpty()) {
            return FieldEdits.NONE;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (FieldEdit edit : middleware.requestFields()) {
            if (!acquired.containsKey(edit.name())) {
                fields.put(edit.name(), edit.value());
            }
        }
        fields.putAll(acquired);
        return FieldEdits.of(fields);
    }
}
