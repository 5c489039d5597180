package dev.waggle.proxy;

import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.config.ConfigChange;
import dev.waggle.proxy.config.ConfigChange.Difference;
import dev.waggle.proxy.config.ConfigLoad;
import dev.waggle.proxy.config.ConfigLoad.Loaded;
import dev.waggle.proxy.config.ConfigLoad.Rejected;
import dev.waggle.proxy.config.ConfigProblem;
import dev.waggle.routing.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again when it is asked to. What can change while connections stand does;
 * of the rest a problem says that it needs a restart, until it has had one or is as it was. One
 * that cannot be used changes nothing. Any thread that may block.
 */
final class Reloading {
    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

    private final Supplier<ConfigLoad> again;
    private final Consumer<Config> apply;
    private final Consumer<List<Problem>> problems;
    private Loaded running;

    /**
     * @param first the configuration that holds
     * @param again reads it anew
     * @param apply makes another one hold
     * @param problems is told all that is wrong after each reading
     */
    Reloading(
            Loaded first,
            Supplier<ConfigLoad> again,
            Consumer<Config> apply,
            Consumer<List<Problem>> problems) {
        this.running = first;
        this.again = again;
        this.apply = apply;
        this.problems = problems;
    }

    synchronized void reload() {
        switch (again.get()) {
            case Loaded loaded -> take(ConfigChange.between(running, loaded));
            case Rejected(var wrong) -> refuse(wrong);
        }
    }

    private void take(ConfigChange change) {
        running = change.result();
        apply.accept(running.config());
        problems.accept(change.waiting().stream().map(Reloading::needsRestart).toList());
        LOG.info(
                "the configuration was read again: {}",
                change.taken().isEmpty()
                        ? "nothing changes"
                        : change.taken().stream()
                                .map(Difference::text)
                                .collect(Collectors.joining(", ")));
    }

    private void refuse(List<ConfigProblem> wrong) {
        List<Problem> found = new ArrayList<>();
        for (ConfigProblem one : wrong) {
            found.add(
                    new Problem(
                            "",
                            "",
                            one.key(),
                            "the configuration cannot be used, the one before stays: " + one.text(),
                            "mend it, and send SIGHUP again"));
        }
        problems.accept(found);
    }

    private static Problem needsRestart(Difference change) {
        return new Problem(
                "",
                "",
                change.key(),
                "the configuration has another value that needs a restart: " + change.text(),
                "restart the proxy, or take the change back");
    }
}
