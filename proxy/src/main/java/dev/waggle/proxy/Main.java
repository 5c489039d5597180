package dev.waggle.proxy;

import dev.waggle.acme.StateUnusable;
import dev.waggle.proxy.cli.Cli;
import dev.waggle.proxy.cli.Launcher;
import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.config.ConfigLoad;
import dev.waggle.proxy.config.ConfigLoad.Loaded;
import dev.waggle.proxy.listener.Listener;
import dev.waggle.proxy.observe.OperationalLog;
import dev.waggle.proxy.tls.TlsUnusable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code waggle} process. */
public final class Main {
    private static final int FAILED = 1;

    private Main() {}

    /** Runs the command line, and ends the process with its exit code. */
    public static void main(String[] args) {
        Launcher launcher =
                new Launcher() {
                    @Override
                    public int serve(Loaded loaded, Supplier<ConfigLoad> again) {
                        ReloadSignal reload = new ReloadSignal();
                        Signals.onReload(reload);
                        return Main.serve(
                                loaded.config(),
                                edge -> reload.leadsTo(edge.reloading(loaded, again)::reload));
                    }

                    @Override
                    public int quickstart(Config config) {
                        return Quickstart.run(config);
                    }
                };
        int code = new Cli(launcher, System.getenv(), System.out, System.err).run(args);
        OperationalLog.close();
        System.exit(code);
    }

    /** Told once when the proxy serves. */
    interface WhenReady {
        void ready(Edge edge);
    }

    /** Serves until the process is told to stop; returns the exit code. */
    static int serve(Config config, WhenReady whenReady) {
        OperationalLog.level(config.logging().level());
        Logger log = LoggerFactory.getLogger(Main.class);
        CountDownLatch stop = new CountDownLatch(1);
        Signals.onStop(stop::countDown);
        try (Edge edge = new Edge(config)) {
            edge.start(() -> stop.getCount() == 0);
            if (stop.getCount() > 0) {
                whenReady.ready(edge);
            }
            stop.await();
            return 0;
        } catch (TlsUnusable | StateUnusable | Listener.BindFailed e) {
            log.error("cannot start: {}", e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }
}
