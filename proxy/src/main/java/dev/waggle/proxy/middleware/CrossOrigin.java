package dev.waggle.proxy.middleware;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.routing.Cors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The CORS protocol of the Fetch standard, spoken by the proxy in the task's place.
 *
 * <p>A named origin gets itself as the answer, never {@code *}, so that credentials may come along;
 * everyone gets {@code *}, with which browsers send none.
 */
public final class CrossOrigin {
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";
    private static final String REQUEST_METHOD = "Access-Control-Request-Method";
    private static final String REQUEST_HEADERS = "Access-Control-Request-Headers";
    private static final String MAX_AGE_SECONDS = "600";

    private CrossOrigin() {}

    /** Whether a browser asks ahead of a request what it may send. */
    public static boolean isPreflight(RequestHead request) {
        return request.method() == Method.OPTIONS
                && request.find(FieldName.ORIGIN) >= 0
                && request.find(REQUEST_METHOD) >= 0;
    }

    /**
     * The fields of the answer to a preflight. Beside the origin's own, which {@link #edit} adds,
     * it allows what was asked for: which methods and fields a task takes is the task's affair.
     */
    public static List<Map.Entry<String, String>> preflightFields(Cors cors, RequestHead request) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        if (isAllowed(cors, request)) {
            int method = request.find(REQUEST_METHOD);
            int headers = request.find(REQUEST_HEADERS);
            fields.add(Map.entry("Access-Control-Allow-Methods", Fields.value(request, method)));
            if (headers >= 0) {
                fields.add(
                        Map.entry("Access-Control-Allow-Headers", Fields.value(request, headers)));
            }
            fields.add(Map.entry("Access-Control-Max-Age", MAX_AGE_SECONDS));
        }
        fields.add(Map.entry("Vary", REQUEST_METHOD + ", " + REQUEST_HEADERS));
        return fields;
    }

    /** Says in a response whether the request's origin may read it; what the task said goes. */
    static void edit(Cors cors, RequestHead request, ResponseHead response) {
        Fields.remove(response, ALLOW_ORIGIN);
        Fields.remove(response, ALLOW_CREDENTIALS);
        if (cors.isForEveryone()) {
            response.add(ALLOW_ORIGIN, "*");
            return;
        }
        if (isAllowed(cors, request)) {
            response.add(ALLOW_ORIGIN, Fields.value(request, request.find(FieldName.ORIGIN)));
            response.add(ALLOW_CREDENTIALS, "true");
        }
        varyByOrigin(response);
    }

    /** Two origins in a request are none: nobody can tell which of them will read. */
    private static boolean isAllowed(Cors cors, RequestHead request) {
        int origin = request.find(FieldName.ORIGIN);
        return origin >= 0
                && request.find(FieldName.ORIGIN, origin + 1) < 0
                && cors.allows(Fields.value(request, origin));
    }

    /** Or a cache would give one origin the answer for another (Fetch, CORS and HTTP caches). */
    private static void varyByOrigin(ResponseHead response) {
        for (int i = response.find(FieldName.VARY);
                i >= 0;
                i = response.find(FieldName.VARY, i + 1)) {
            if (Fields.lists(response, i, "origin") || Fields.lists(response, i, "*")) {
                return;
            }
        }
        response.add(FieldName.VARY, "Origin");
    }
}
