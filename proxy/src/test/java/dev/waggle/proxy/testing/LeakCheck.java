package dev.waggle.proxy.testing;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a buffer or a TLS engine unreleased, without waiting for a garbage
 * collection.
 *
 * <p>The class closes its channels and event loops before this runs (in its own {@code @AfterAll}),
 * or what they still hold counts as leaked. Surefire chooses the detector that is asked here.
 */
public final class LeakCheck implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext context) {
        LeakPresenceDetector.check();
    }
}
