package dev.waggle.proxy.config;

/** What a look ahead that finds something wrong does to an order. */
public enum AcmePreflight {
    /** It is told, and the order is placed. */
    WARN,
    /** The order waits until it is mended. */
    HOLD,
    /** Nobody looks. */
    OFF
}
