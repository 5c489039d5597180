package dev.waggle.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PasswordFileTest {
    private static final PasswordHash EXPENSIVE =
            PasswordHash.parse(
                    "$5$rounds=20000$saltstring$" + "5Jm.h69KcY3fwMRMDAl4nQEUgGCOAjLPwKGTGaww3l8");
    private static final PasswordHash CHEAP = PasswordHash.parse("{PLAIN}secret");

    private final PasswordFile.Loaded file =
            new PasswordFile.Loaded(
                    HtpasswdParser.parse(
                            ("slow:" + EXPENSIVE.text() + "\nquick:" + CHEAP.text())
                                    .getBytes(UTF_8)),
                    1);

    @BeforeEach
    void warmUp() {
        for (int i = 0; i < 3; i++) {
            cpuNanos("slow");
        }
    }

    @Test
    void theTimeDoesNotTellWhoIsInTheFile() {
        long known = cpuNanos("slow");

        // Without the care taken these would be a thousandth.
        assertThat(cpuNanos("nobody")).isGreaterThan(known / 4);
        assertThat(cpuNanos("quick")).isGreaterThan(known / 4);
    }

    @Test
    void admitsNobodyWhenNobodyIsInTheFile() {
        PasswordFile.Loaded empty = new PasswordFile.Loaded(HtpasswdParser.parse(new byte[0]), 1);

        assertThat(empty.content().users()).isEqualTo(Map.of());
        assertThat(empty.admits(credentials("", ""))).isFalse();
    }

    @Test
    void admitsOnlyTheRightUserWithTheRightPassword() {
        assertThat(file.admits(credentials("quick", "secret"))).isTrue();
        assertThat(file.admits(credentials("quick", "Secret"))).isFalse();
        assertThat(file.admits(credentials("Quick", "secret"))).isFalse();
        assertThat(file.admits(credentials("slow", "secret"))).isFalse();
    }

    private long cpuNanos(String user) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        assertThat(file.admits(credentials(user, "guess"))).isFalse();
        return threads.getCurrentThreadCpuTime() - before;
    }

    private static Credentials credentials(String user, String password) {
        return new Credentials(user, password.getBytes(UTF_8));
    }
}
