package dev.waggle.proxy.cli;

import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.config.ConfigLoad;
import dev.waggle.proxy.config.ConfigLoad.Loaded;
import java.util.function.Supplier;

/** Starts the proxy and returns when it has ended. */
public interface Launcher {
    /**
     * Runs the proxy as configured; returns the exit code.
     *
     * @param again reads the configuration anew
     */
    int serve(Loaded loaded, Supplier<ConfigLoad> again);

    /** Runs the proxy with the built-in demonstration beside it; returns the exit code. */
    int quickstart(Config config);
}
