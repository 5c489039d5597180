package dev.waggle.proxy.middleware;

import dev.waggle.proxy.message.RequestHead;
import dev.waggle.routing.Redirect;

/** Where a request is redirected to. */
public final class RedirectLocation {
    private RedirectLocation() {}

    /**
     * The URL with the path and query as sent: these are visible ASCII in every request that was
     * let in, so that they can add no field.
     */
    public static String of(Redirect redirect, RequestHead request) {
        String path = request.text(request.targetStart(), request.pathEnd());
        int query = Math.min(request.pathEnd() + 1, request.targetEnd());
        return redirect.location(
                path.equals("*") ? "/" : path, request.text(query, request.targetEnd()));
    }
}
