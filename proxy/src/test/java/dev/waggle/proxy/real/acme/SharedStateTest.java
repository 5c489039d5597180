package dev.waggle.proxy.real.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.programs.Waggle;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one state directory, of which the CA and the clients reach the second alone. */
@Tag("real")
class SharedStateTest {
    private static final String FIRST = "first.example.test";
    private static final String SECOND = "second.example.test";
    private static final String THIRD = "third.example.test";

    @TempDir Path folder;

    @Test
    void oneOrdersTheOtherAnswersServesAndTakesOver() {
        try (AcmeLab lab = new AcmeLab(folder, PebblePackage.installed())) {
            lab.with("acme-challenges", "http-01").hosts(FIRST).pebble().start();
            lab.start().awaitServed(FIRST);
            lab.waggle().close();

            try (Waggle orders = lab.startBeside()) {
                lab.start().awaitServed(FIRST);
                assertThat(lab.pebble().orders()).as("what is there is read").isEqualTo(1);

                lab.hosts(FIRST, SECOND).awaitServed(SECOND);
                assertThat(lab.pebble().orders()).isEqualTo(2);
                assertThat(lab.metric(orders, "waggle_acme_orders_total{result=\"issued\"}"))
                        .isEqualTo(1);
                assertThat(lab.metric("waggle_acme_orders_total{result=\"issued\"}")).isZero();
                assertThat(lab.command("certs", "retry", SECOND).run().status())
                        .as("who orders is asked")
                        .isEqualTo(1);

                orders.program().kill();
                lab.hosts(FIRST, SECOND, THIRD).awaitServed(THIRD);
                assertThat(lab.metric("waggle_acme_orders_total{result=\"issued\"}")).isEqualTo(1);
                assertThat(lab.pebble().accounts()).isEqualTo(1);
                assertThat(lab.pebble().orders()).isEqualTo(3);
            }
        }
    }
}
