package dev.waggle.proxy.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {
    @TempDir Path folder;

    private ControlSocket open() throws IOException {
        return ControlSocket.open(folder, line -> "got " + line);
    }

    @Test
    void aLineIsAnsweredAndTheSocketIsItsOwnersAlone() throws IOException {
        try (ControlSocket _ = open()) {
            assertThat(ControlClient.ask(folder, "renew a.example"))
                    .isEqualTo("got renew a.example");
            Path socket = ControlSocket.pathIn(folder);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).containsExactly(socket);
            }
        }
        assertThat(ControlSocket.pathIn(folder)).doesNotExist();
    }

    @Test
    void aLineThatIsTooLongGetsNoAnswer() throws IOException {
        try (ControlSocket _ = open()) {
            String tooLong = "x".repeat(ControlSocket.MAX_LINE + 1);
            try {
                assertThat(ControlClient.ask(folder, tooLong)).isEmpty();
            } catch (IOException _) {
                // closed while the line was still being written
            }
            assertThat(ControlClient.ask(folder, "list")).isEqualTo("got list");
        }
    }

    @Test
    void moreThanAreServedAtOnceAreServedOneAfterTheOther() throws IOException {
        try (ControlSocket _ = open()) {
            for (int i = 0; i < 5 * ControlSocket.MOST_AT_ONCE; i++) {
                assertThat(ControlClient.ask(folder, "list")).isEqualTo("got list");
            }
        }
    }

    @Test
    void theSocketOfAProcessThatIsGoneIsReplacedAndThatOfOneThatLivesIsNot() throws IOException {
        try (ServerSocketChannel gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            gone.bind(UnixDomainSocketAddress.of(ControlSocket.pathIn(folder)));
        }
        try (ControlSocket _ = open()) {
            assertThat(ControlClient.ask(folder, "list")).isEqualTo("got list");
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process");
            assertThat(ControlClient.ask(folder, "list")).isEqualTo("got list");
        }
    }

    @Test
    void nobodyThereIsSaidSo() {
        assertThatThrownBy(() -> ControlClient.ask(folder, "list")).isInstanceOf(IOException.class);
    }
}
