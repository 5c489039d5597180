package dev.waggle.routing.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerHostTest {
    @Test
    void readsAUnixSocket() {
        assertThat(DockerHost.parse("unix:///run/user/1000/docker.sock"))
                .isEqualTo(new DockerHost.UnixSocket(Path.of("/run/user/1000/docker.sock")));
    }

    @Test
    void readsATcpPort() {
        assertThat(DockerHost.parse("tcp://docker-manager:2376"))
                .isEqualTo(new DockerHost.TcpPort("docker-manager", 2376));
        assertThat(DockerHost.parse("tcp://docker-manager"))
                .isEqualTo(new DockerHost.TcpPort("docker-manager", 2375));
    }

    @Test
    void isWrittenAsItIsRead() {
        assertThat(DockerHost.parse("tcp://[::1]:2375")).hasToString("tcp://[::1]:2375");
        assertThat(DockerHost.local()).hasToString("unix:///var/run/docker.sock");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "docker.sock",
                "/var/run/docker.sock",
                "unix://docker.sock",
                "unix:///",
                "tcp://",
                "tcp://host:99999",
                "ssh://host",
                "npipe:////./pipe/docker_engine",
                "tcp://ho st"
            })
    void refusesWhatItCannotReach(String text) {
        assertThatThrownBy(() -> DockerHost.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
