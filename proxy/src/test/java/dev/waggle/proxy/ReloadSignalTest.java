package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ReloadSignalTest {
    private final ReloadSignal signal = new ReloadSignal();
    private final AtomicInteger reloads = new AtomicInteger();

    @Test
    void eachSignalReloads() {
        signal.leadsTo(reloads::incrementAndGet);
        assertThat(reloads).hasValue(0);
        signal.run();
        signal.run();
        assertThat(reloads).hasValue(2);
    }

    @Test
    void signalsThatCameBeforeReloadOnce() {
        signal.run();
        signal.run();
        assertThat(reloads).hasValue(0);
        signal.leadsTo(reloads::incrementAndGet);
        assertThat(reloads).hasValue(1);
    }
}
