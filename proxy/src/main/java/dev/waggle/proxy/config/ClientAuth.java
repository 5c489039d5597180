package dev.waggle.proxy.config;

/** Whether clients have to show a certificate. */
public enum ClientAuth {
    /** Nobody is asked. */
    OFF,
    /** A client may come without one, but not with one that nobody known has signed. */
    REQUEST,
    /** No certificate, no connection. */
    REQUIRE
}
