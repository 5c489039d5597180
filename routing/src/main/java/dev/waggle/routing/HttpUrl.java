package dev.waggle.routing;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a service is asked over HTTP: {@code http://auth_authelia:9091/api/authz/forward-auth}.
 *
 * @param isHttps whether TLS is spoken
 * @param host in lower case; a name, also with {@code _} as the names of Swarm's services have it,
 *     or an address, an IPv6 one in brackets
 * @param port 1 to 65535
 * @param target path and query, beginning with a slash
 */
public record HttpUrl(boolean isHttps, String host, int port, String target) {
    private static final String ACCEPTED =
            "a URL such as http://auth_authelia:9091/api/authz/forward-auth";
    private static final int MAX_CHARS = 2048;

    /** Every part is a run of one class of characters: the time of a match grows with the text. */
    private static final Pattern URL =
            Pattern.compile(
                    "(?i)(https?)://([a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}])(?::([0-9]{1,5}))?"
                            + "(/[!-~]*)?(\\?[!-~]*)?");

    private static final Pattern TARGET = Pattern.compile("/[!-~&&[^#\"<>\\\\^`{|}]]*");

    public HttpUrl {
        if (port < 1 || port > 65_535) {
            throw new Malformed("has a port that is none", ACCEPTED);
        }
        if (!TARGET.matcher(target).matches()) {
            throw new Malformed("has a fragment or characters that must be escaped", ACCEPTED);
        }
    }

    /**
     * Reads an absolute URL.
     *
     * @throws Malformed when it is none of http or https, or has a user, a fragment or characters
     *     that a URL cannot have, or its host is no name that a certificate could have for https
     */
    public static HttpUrl parse(String text) {
        Matcher url = URL.matcher(text);
        if (text.length() > MAX_CHARS || !url.matches()) {
            throw new Malformed("is no URL of http or https", ACCEPTED);
        }
        boolean isHttps = url.group(1).equalsIgnoreCase("https");
        if (isHttps) {
            var _ = new Hostname(url.group(2));
        }
        int defaultPort = isHttps ? 443 : 80;
        return new HttpUrl(
                isHttps,
                host(url.group(2)),
                url.group(3) == null ? defaultPort : Integer.parseInt(url.group(3)),
                (url.group(4) == null ? "/" : url.group(4))
                        + (url.group(5) == null ? "" : url.group(5)));
    }

    /** Host and port as a {@code Host} field has them: no port when it is the scheme's. */
    public String authority() {
        return port == (isHttps ? 443 : 80) ? host : host + ":" + port;
    }

    /** As it would be written. */
    public String text() {
        return (isHttps ? "https://" : "http://") + authority() + target;
    }

    private static String host(String text) {
        String host = text.startsWith("[") ? new Hostname(text).ascii() : text;
        if (host.startsWith(".") || host.startsWith("-") || host.contains("..")) {
            throw new Malformed("has a host that is none", ACCEPTED);
        }
        return host.toLowerCase(Locale.ROOT);
    }
}
