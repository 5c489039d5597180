package dev.waggle.proxy.policy;

/**
 * What happens to request fields with {@code _} in their name, which some tasks read as {@code -}.
 */
public enum UnderscorePolicy {
    /** They are left out, and counted. */
    DROP,
    /**
     * They are forwarded, but for those that would be a name that the proxy acts on if {@code _}
     * were {@code -}: these are left out, because a task would believe them.
     */
    KEEP,
    /** The request is refused. */
    REFUSE
}
