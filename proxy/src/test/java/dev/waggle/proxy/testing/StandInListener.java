package dev.waggle.proxy.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A listener on a free port of the loopback address, with a virtual thread for each connection.
 *
 * <p>When {@link #close} returns, a connect to its port is refused. Closing the socket alone is not
 * enough for that: while a thread is in {@code accept}, the kernel still takes connections, and the
 * thread still answers one.
 */
public final class StandInListener implements Closeable {
    /** Tests open thousands of connections at once; the kernel allows no more by default. */
    private static final int BACKLOG = 4096;

    private final ServerSocket socket;
    private final Connections connections;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;

    /** What happens on a connection, which is closed afterwards. */
    @FunctionalInterface
    public interface Connections {
        void serve(Socket connection) throws IOException, InterruptedException;
    }

    private StandInListener(Connections connections) throws IOException {
        this.connections = connections;
        this.socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        this.acceptor = Thread.ofVirtual().unstarted(this::accept);
    }

    public static StandInListener serving(Connections connections) {
        try {
            StandInListener listener = new StandInListener(connections);
            listener.acceptor.start();
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** The port with the address before it. */
    public String authority() {
        return "127.0.0.1:" + port();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                open.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // The socket is closed: the test is over.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connections.serve(connection);
        } catch (IOException | InterruptedException e) {
            // The peer has gone, which ends this connection and nothing else.
        } finally {
            open.remove(connection);
        }
    }

    /** Closes the listener, then every connection. */
    @Override
    public void close() {
        try {
            socket.close();
            acceptor.join();
            for (Socket connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
