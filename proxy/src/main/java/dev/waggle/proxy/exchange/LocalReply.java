package dev.waggle.proxy.exchange;

import java.util.List;
import java.util.Map;

/**
 * A response that the proxy makes itself.
 *
 * @param status the status code
 * @param reason why, as a short stable word for metrics and the log; never shown to the client
 * @param fields fields beside the usual ones
 * @param body the body, or empty for the status's own words
 */
public record LocalReply(
        int status, String reason, List<Map.Entry<String, String>> fields, String body) {
    public LocalReply {
        fields = List.copyOf(fields);
    }

    /** A reply with the status's own words, and the fields that RFC 9110 asks for with it. */
    public static LocalReply of(int status, String reason) {
        return new LocalReply(status, reason, fieldsFor(status), "");
    }

    /** A redirect to this location. */
    public static LocalReply redirect(int status, String location) {
        return new LocalReply(status, "redirect", List.of(Map.entry("Location", location)), "");
    }

    /**
     * Credentials are wanted (RFC 7617). The realm must not hold a quote or a control character.
     */
    public static LocalReply unauthorized(String realm, String reason) {
        String challenge = "Basic realm=\"" + realm + "\", charset=\"UTF-8\"";
        return new LocalReply(401, reason, List.of(Map.entry("WWW-Authenticate", challenge)), "");
    }

    /** A plain text answer of the proxy's own, such as that to an ACME challenge. */
    public static LocalReply text(int status, String reason, String body) {
        return new LocalReply(status, reason, List.of(), body);
    }

    /** What a failure looks like to the client: the only place that turns one into a status. */
    public static LocalReply of(Failure failure) {
        int status =
                switch (failure.kind()) {
                    case REFUSED, CLIENT_GONE -> 400;
                    case CLIENT_SLOW -> 408;
                    case NO_ENDPOINT, NO_ENDPOINT_YET, OVERLOADED, NOT_PROCESSED -> 503;
                    case CONNECT,
                            CONNECT_TLS,
                            STALE_CONNECTION,
                            UNANSWERED,
                            DISCONNECTED,
                            BAD_RESPONSE ->
                            502;
                    case RESPONSE_TIMEOUT, IDLE_TIMEOUT -> 504;
                    case LOOP -> 508;
                    case INTERNAL -> 500;
                };
        return of(failure.reason().equals("connect-timeout") ? 504 : status, failure.reason());
    }

    private static List<Map.Entry<String, String>> fieldsFor(int status) {
        return switch (status) {
            case 405 -> List.of(Map.entry("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH"));
            case 503, 429 -> List.of(Map.entry("Retry-After", "5"));
            default -> List.of();
        };
    }
}
