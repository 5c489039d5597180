package dev.waggle.routing;

import java.util.Locale;

/** What is spoken to the tasks of a route. */
public enum UpstreamProtocol {
    /** HTTP/1.1. */
    HTTP,
    /** HTTP/2 from the first byte (RFC 9113 section 3.3); over TLS: agreed on by ALPN. */
    H2C,
    /**
     * HTTP/2 as above, for gRPC: no limit of the body by default, failures have a status of gRPC.
     */
    GRPC;

    /** As it is written in a label. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether HTTP/2 is spoken, with or without TLS. */
    public boolean isHttp2() {
        return this != HTTP;
    }
}
