package dev.waggle.proxy.middleware;

import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.routing.Cors;
import dev.waggle.routing.FieldEdit;
import dev.waggle.routing.Hsts;
import dev.waggle.routing.Middleware;

/** What a route changes in the head of every final response, of its tasks and of our own. */
public final class ResponseEdits {
    private static final String HSTS = "Strict-Transport-Security";

    private ResponseEdits() {}

    /**
     * Changes the head in place; the fields that the user names come last, so that they win.
     *
     * @param https whether the peer spoke TLS to us
     */
    public static void apply(
            Middleware middleware, RequestHead request, boolean https, ResponseHead response) {
        Cors cors = middleware.cors();
        if (cors != null) {
            CrossOrigin.edit(cors, request, response);
        }
        Hsts hsts = middleware.hsts();
        if (hsts != null && https) {
            // RFC 6797 section 7.2: never over plain HTTP.
            set(response, HSTS, hsts.fieldValue());
        }
        for (FieldEdit edit : middleware.responseFields()) {
            set(response, edit.name(), edit.value());
        }
    }

    private static void set(ResponseHead response, String name, String value) {
        Fields.remove(response, name);
        if (!value.isEmpty()) {
            response.add(name, value);
        }
    }
}
