package dev.waggle.proxy.config;

/** What happens to fields whose name has an underscore. */
public enum Underscores {
    DROP,
    KEEP,
    REFUSE
}
