package dev.waggle.proxy.config;

/** The least weight of a message that is logged. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
