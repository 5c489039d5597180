package dev.waggle.routing;

import org.jspecify.annotations.Nullable;

/**
 * Which endpoints a request prefers among those that are well, before they are balanced.
 *
 * @param stickyCookie the name of the cookie that keeps a client at one endpoint; null for none
 * @param preferLocal whether endpoints of the proxy's own node come first
 */
public record Affinity(@Nullable String stickyCookie, boolean preferLocal) {
    /** To none. */
    public static final Affinity NONE = new Affinity(null, false);

    /**
     * @throws Malformed when the cookie's name cannot be one (RFC 6265 section 4.1.1)
     */
    public Affinity {
        if (stickyCookie != null && !FieldEdit.isToken(stickyCookie)) {
            throw new Malformed(
                    "is no name of a cookie", "letters, digits and hyphens, at most 128");
        }
    }
}
