package dev.waggle.routing;

import java.util.Locale;

/**
 * Whether connections to tasks begin with a header that says who the client is (haproxy.org, "The
 * PROXY protocol", 2020/03/05). Such a connection carries the requests of one client's exchange and
 * no other.
 */
public enum ProxyHeader {
    OFF,
    /** The line of text of version 1. */
    V1,
    /** The binary header of version 2. */
    V2;

    /** As it is written in a label. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
