package dev.waggle.proxy.config;

/** How the line for a request looks. */
public enum AccessLogFormat {
    OFF,
    COMMON,
    JSON
}
