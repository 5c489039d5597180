package dev.waggle.routing.swarm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.routing.docker.DockerHost;
import dev.waggle.routing.docker.DockerSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void certificatesNeedATcpPort() {
        DockerSettings local = DockerSettings.of(DockerHost.local());

        assertThatThrownBy(() -> local.withCertFolder(Path.of("/certs")))
                .hasMessageContaining("tcp://");
    }

    @Test
    void anAnswerNeedsRoomAndTime() {
        DockerSettings usual = DockerSettings.of(DockerHost.local());

        assertThatThrownBy(() -> docker(usual, usual.readTimeout(), 100))
                .hasMessageContaining("1024");
        assertThatThrownBy(() -> docker(usual, Duration.ZERO, 1 << 20))
                .hasMessageContaining("timeouts");
    }

    @Test
    void aPaceThatCannotBeKeptIsRefused() {
        Duration second = Duration.ofSeconds(1);
        Duration none = Duration.ZERO;

        assertThatThrownBy(() -> pace(none, second, second)).hasMessageContaining("sweep");
        assertThatThrownBy(() -> pace(second, none, second)).hasMessageContaining("atLatest");
        assertThatThrownBy(() -> pace(second, second, none)).hasMessageContaining("lastRetry");
    }

    private static DockerSettings docker(DockerSettings usual, Duration read, int maxBytes) {
        return new DockerSettings(
                usual.host(),
                usual.certFolder(),
                usual.connectTimeout(),
                read,
                usual.streamLifetime(),
                maxBytes);
    }

    private static SwarmPace pace(Duration sweep, Duration atLatest, Duration lastRetry) {
        Duration some = Duration.ofMillis(100);
        return new SwarmPace(sweep, some, some, some, atLatest, some, some, lastRetry);
    }
}
