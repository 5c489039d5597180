package dev.waggle.proxy.certificates;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands from users of this machine that may write to the state directory: one line of text
 * on a Unix socket there, answered with a text and the end of the connection.
 *
 * <p>The socket is for its owner only from the first moment on. A question has {@value #MAX_LINE}
 * bytes and 5 seconds, its answer 2 minutes; {@value #MOST_AT_ONCE} are served at once, further
 * ones wait. Blocks on virtual threads only.
 */
public final class ControlSocket implements AutoCloseable {
    static final int MAX_LINE = 512;
    static final int MOST_AT_ONCE = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final Duration ASKED_WITHIN = Duration.ofSeconds(5);

    // An import of thousands of certificates waits for the disk with each.
    private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(2);

    private final Path path;
    private final UnaryOperator<String> commands;
    private final ServerSocketChannel server;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    private ControlSocket(Path path, UnaryOperator<String> commands, ServerSocketChannel server) {
        this.path = path;
        this.commands = commands;
        this.server = server;
    }

    /** Where the socket of a state directory is. */
    public static Path pathIn(Path stateDirectory) {
        return stateDirectory.resolve("control.sock");
    }

    /**
     * Listens, in place of a process that is gone.
     *
     * @param commands answers a line; called on many threads
     * @throws IOException when it cannot, because another process listens there, say
     */
    public static ControlSocket open(Path stateDirectory, UnaryOperator<String> commands)
            throws IOException {
        Path path = pathIn(stateDirectory);
        if (isAnswered(path)) {
            throw new IOException("another process listens on " + path);
        }
        ControlSocket socket = new ControlSocket(path, commands, bound(stateDirectory, path));
        Thread.ofVirtual().name("control").start(socket::accept);
        return socket;
    }

    private static boolean isAnswered(Path path) {
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Made where nobody else can look, and moved into place when its permissions are set. */
    private static ServerSocketChannel bound(Path stateDirectory, Path path) throws IOException {
        Path hidden =
                Files.createTempDirectory(
                        stateDirectory,
                        ".control",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        Path unfinished = hidden.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(unfinished));
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-------"));
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        } finally {
            Files.deleteIfExists(unfinished);
            Files.deleteIfExists(hidden);
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                places.acquire();
                Thread.ofVirtual().name("control-command").start(() -> serve(client));
            }
        } catch (ClosedChannelException _) {
            // closed: this is the end
        } catch (IOException e) {
            LOG.warn("commands are not taken any more on {}: {}", path, e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            String line = within(ASKED_WITHIN, client, () -> readLine(client));
            if (line != null) {
                within(ANSWERED_WITHIN, client, () -> write(client, commands.apply(line)));
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("a command was not answered: {}", e.toString());
        } finally {
            places.release();
        }
    }

    private interface Step {
        @Nullable String run() throws IOException;
    }

    private static @Nullable String within(Duration time, SocketChannel client, Step step)
            throws IOException {
        Thread watch = Thread.ofVirtual().start(() -> closeLate(client, time));
        try {
            return step.run();
        } finally {
            watch.interrupt();
        }
    }

    private static void closeLate(SocketChannel client, Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            client.close();
        } catch (InterruptedException | IOException _) {
            // It was done in time.
        }
    }

    private static @Nullable String readLine(SocketChannel client) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (line.size() <= MAX_LINE && client.read(one) > 0) {
            byte next = one.get(0);
            if (next == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(next);
            one.clear();
        }
        return null;
    }

    private static @Nullable String write(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
        return null;
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.debug("{} stays behind: {}", path, e.toString());
        }
    }
}
