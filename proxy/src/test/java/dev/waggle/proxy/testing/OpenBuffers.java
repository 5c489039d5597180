package dev.waggle.proxy.testing;

import io.netty.util.LeakPresenceDetector;

/**
 * Netty's presence detector over a scope that can be looked at as often as one likes: {@link
 * LeakPresenceDetector#check()} forgets what it has found. Made by Netty, from the property {@code
 * io.netty.customResourceLeakDetector}.
 */
public final class OpenBuffers<T> extends LeakPresenceDetector<T> {
    private static final ResourceScope SCOPE = new ResourceScope("tests");

    public OpenBuffers(Class<?> resourceType, int samplingInterval) {
        super(resourceType);
    }

    /** The form that Netty's factory looks for first. */
    public OpenBuffers(Class<?> resourceType, int samplingInterval, long maxActive) {
        this(resourceType, samplingInterval);
    }

    /** Whether a buffer or another counted resource has not been released yet. */
    static boolean exist() {
        return SCOPE.hasOpenResources();
    }

    @Override
    protected ResourceScope currentScope() {
        return SCOPE;
    }
}
