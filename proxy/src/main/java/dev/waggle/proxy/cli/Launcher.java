package dev.waggle.proxy.cli;

import dev.waggle.proxy.config.Config;

/** Starts the proxy and returns when it has ended. */
public interface Launcher {
    /** Runs the proxy as configured; returns the exit code. */
    int serve(Config config);

    /** Runs the proxy with the built-in demonstration beside it; returns the exit code. */
    int quickstart(Config config);
}
