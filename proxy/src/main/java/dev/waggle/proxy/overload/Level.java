package dev.waggle.proxy.overload;

/** How much of a resource is used. */
public enum Level {
    CALM,
    HIGH,
    CRITICAL
}
