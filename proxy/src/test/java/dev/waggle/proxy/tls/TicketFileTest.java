package dev.waggle.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketFileTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Duration ROTATION = Duration.ofHours(12);

    @TempDir Path folder;

    private TicketFile file() {
        return new TicketFile(folder.resolve("ticket-secrets"));
    }

    private TicketSecrets saved() {
        SecureRandom random = new SecureRandom();
        TicketSecrets secrets = TicketSecrets.create(random).rotated(random);
        file().save(new TicketFile.Kept(secrets, NOW));
        return secrets;
    }

    @Test
    void whatWasSavedIsLoaded() {
        TicketSecrets secrets = saved();

        TicketFile.Kept kept = file().load(NOW.plusSeconds(60), ROTATION).orElseThrow();

        assertThat(kept.since()).isEqualTo(NOW);
        assertThat(kept.secrets().newestFirst()).containsExactlyElementsOf(secrets.newestFirst());
    }

    @Test
    void secretsThatNoTicketCanBeOfAnyMoreAreNotUsed() {
        saved();

        assertThat(file().load(NOW.plus(ROTATION.multipliedBy(3)), ROTATION)).isEmpty();
        assertThat(file().load(NOW.minusSeconds(1), ROTATION)).as("of the future").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "waggle-tickets 2\n1795341600\n00",
                "waggle-tickets 1\n1795341600\n00ff",
                "waggle-tickets 1\nsoon\nnonsense"
            })
    void aFileThatIsNoneIsNotUsed(String content) throws IOException {
        Files.writeString(folder.resolve("ticket-secrets"), content);

        assertThat(file().load(NOW, ROTATION)).isEmpty();
    }
}
