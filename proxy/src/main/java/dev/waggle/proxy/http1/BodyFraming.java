package dev.waggle.proxy.http1;

/** How a head that we write says where its body ends (RFC 9112 section 6.3). */
public enum BodyFraming {
    /** Nothing is said: a request without a body, or 1xx, 204. */
    NONE,
    /** {@code Content-Length}. */
    LENGTH,
    /** {@code Transfer-Encoding: chunked}. */
    CHUNKED,
    /** By the end of the connection; responses only. */
    UNTIL_CLOSE
}
