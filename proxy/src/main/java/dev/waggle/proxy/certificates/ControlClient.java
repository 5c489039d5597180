package dev.waggle.proxy.certificates;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a running Waggle on the {@link ControlSocket} of its state directory. */
public final class ControlClient {
    private static final int MAX_ANSWER = 16 * 1024 * 1024;

    private ControlClient() {}

    /**
     * Sends a line and returns the answer. Blocks, as long as the other side does: 2 minutes.
     *
     * @throws IOException when nobody answers there
     */
    public static String ask(Path stateDirectory, String line) throws IOException {
        Path path = ControlSocket.pathIn(stateDirectory);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            byte[] answer = Channels.newInputStream(channel).readNBytes(MAX_ANSWER);
            return new String(answer, StandardCharsets.UTF_8);
        }
    }
}
