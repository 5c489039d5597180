package dev.waggle.routing.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerClientTest {
    private final FakeDocker docker = new FakeDocker();
    private final DockerClient client = new DockerClient(DockerSettings.of(docker.host()));

    @AfterEach
    void stop() {
        docker.close();
    }

    @ParameterizedTest
    @CsvSource({"1.12, 1.41, 1.41", "1.44, 1.51, 1.51", "1.44, 1.60, 1.51", "1.24, 1.40, 1.40"})
    void speaksTheNewestVersionThatBothSidesKnow(String oldest, String newest, String spoken)
            throws Exception {
        docker.speaks(oldest, newest);
        client.get("/tasks");

        assertThat(docker.spokenVersion()).isEqualTo(spoken);
    }

    @Test
    void negotiatesAgainAfterTheEngineWasReplaced() throws Exception {
        client.get("/tasks");
        docker.speaks("1.44", "1.51");
        assertThatThrownBy(() -> client.get("/tasks")).hasMessageContaining("status 400");

        client.forgetVersion();
        client.get("/tasks");
        assertThat(docker.spokenVersion()).isEqualTo("1.51");
    }

    @ParameterizedTest
    @CsvSource({"1.39, 1.40 or newer", "newest, not an API version"})
    void refusesAnEngineThatItCannotUnderstand(String version, String reason) {
        docker.speaks("1.12", version);

        assertThatThrownBy(() -> client.get("/tasks"))
                .isInstanceOf(DockerUnavailable.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aFailureSaysWhatWasAskedAndWhatTheEngineSaid() {
        assertThatThrownBy(() -> client.get("/secrets"))
                .hasMessage(
                        docker.host()
                                + " GET /v1.41/secrets: status 404: {\"message\":\"page not found\"}");
    }

    @Test
    void aRefusedConnectionSaysSo() {
        docker.goAway();

        assertThatThrownBy(() -> client.get("/tasks"))
                .hasMessageStartingWith(docker.host() + " GET /_ping: ConnectException: ");
    }
}
