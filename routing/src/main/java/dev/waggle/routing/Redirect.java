package dev.waggle.routing;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the requests of a route are sent instead of to a task.
 *
 * @param status 301, 302, 307 or 308
 * @param template an absolute URL, in which {@code {path}} and {@code {query}} behind the host
 *     stand for those of the request
 */
public record Redirect(int status, String template) {
    /** Permanent, and with the method kept (RFC 9110 section 15.4.9). */
    public static final int DEFAULT_STATUS = 308;

    private static final String PATH = "{path}";
    private static final String QUERY = "{query}";
    private static final Set<Integer> STATUSES = Set.of(301, 302, 307, 308);
    private static final int MAX_CHARS = 2048;

    /** The host is fixed: a request may choose where on it, never another one. */
    private static final Pattern TEMPLATE =
            Pattern.compile(
                    "(?i)https?://([a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}])(:[0-9]{1,5})?"
                            + "(([/?#]|\\{path})[!-~]*)?");

    /**
     * @throws Malformed when the template is no absolute URL with a fixed host, or the status none
     *     of those that redirect
     */
    public Redirect {
        String url = template.replace(PATH, "/").replace(QUERY, "");
        if (template.length() > MAX_CHARS
                || template.indexOf(PATH) != template.lastIndexOf(PATH)
                || !TEMPLATE.matcher(template).matches()
                || url.chars().anyMatch(c -> "\"<>\\^`{|}".indexOf(c) >= 0)) {
            throw new Malformed(
                    "is no URL to redirect to", "https://new.example.org{path}?{query}");
        }
        if (!STATUSES.contains(status)) {
            throw new Malformed("has a status that does not redirect", "301, 302, 307 or 308");
        }
    }

    /**
     * The URL for a request. A slash before {@code {path}} and a question mark before an empty
     * {@code {query}} are not doubled or left behind.
     *
     * @param path as the client sent it, beginning with a slash; of a target without one: empty
     * @param query as the client sent it, without its question mark; empty for none
     */
    public String location(String path, String query) {
        String rooted = path.startsWith("/") ? path : "/" + path;
        String filled = query.isEmpty() ? template.replace("?" + QUERY, "") : template;
        // The path goes in last: whatever looks like a placeholder in it is the client's.
        int at = filled.indexOf(PATH);
        return at < 0
                ? filled.replace(QUERY, query)
                : withoutSlash(filled.substring(0, at).replace(QUERY, query))
                        + rooted
                        + filled.substring(at + PATH.length()).replace(QUERY, query);
    }

    private static String withoutSlash(String start) {
        return start.endsWith("/") ? start.substring(0, start.length() - 1) : start;
    }
}
