package dev.waggle.proxy.real.load.task;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/**
 * A server of HTTP/1.1 that takes no care of its clients: it exits at once when it is told to stop,
 * whatever it was about to answer, and does not say when it closes a connection.
 *
 * <p>{@code GET} and {@code POST} to {@value Work#PATH} are answered with the body of that {@link
 * Work}; {@code /events} is a stream of events, and an upgrade to a WebSocket sends back what it
 * gets.
 */
public final class ImpoliteTask {
    /** Where it listens. */
    public static final int PORT = 8080;

    /** How it treats connections. */
    public enum Manner {
        /** They stay open. */
        KEEPS,
        /** One that was idle for two seconds is closed. */
        CLOSES_IDLE,
        /** Each is closed after its first answer. */
        CLOSES_ANSWERED,
        /** They are taken, read, and never answered. */
        NEVER_ANSWERS
    }

    private static final Duration IDLE_TIME = Duration.ofSeconds(2);

    private ImpoliteTask() {}

    /**
     * Runs until it is stopped.
     *
     * @param arguments its {@link Manner}
     */
    public static void main(String... arguments) throws IOException {
        Manner manner = Manner.valueOf(arguments[0]);
        try (ServerSocket listener = new ServerSocket()) {
            listener.bind(new InetSocketAddress(PORT), 1_024);
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket, manner));
            }
        }
    }

    private static void serve(Socket socket, Manner manner) {
        try (socket) {
            socket.setTcpNoDelay(true);
            if (manner == Manner.NEVER_ANSWERS) {
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            if (manner == Manner.CLOSES_IDLE) {
                socket.setSoTimeout((int) IDLE_TIME.toMillis());
            }
            Conversation conversation =
                    new Conversation(
                            new BufferedInputStream(socket.getInputStream()),
                            new BufferedOutputStream(socket.getOutputStream()));
            while (conversation.answerNext() && manner != Manner.CLOSES_ANSWERED) {
                // as long as requests come
            }
        } catch (IOException e) {
            // The peer has left, or was idle for too long: the connection is closed in any case.
        }
    }
}
