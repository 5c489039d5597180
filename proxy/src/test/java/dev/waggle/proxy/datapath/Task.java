package dev.waggle.proxy.datapath;

import dev.waggle.routing.Draining;
import dev.waggle.routing.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A task that the test itself plays, byte by byte. */
final class Task implements Closeable {
    private final ServerSocket listener;
    private final List<Wire> accepted = new CopyOnWriteArrayList<>();

    Task() {
        this(0);
    }

    /**
     * @param receiveBufferBytes of its connections; 0 for the system's own
     */
    Task(int receiveBufferBytes) {
        try {
            listener = new ServerSocket();
            if (receiveBufferBytes > 0) {
                listener.setReceiveBufferSize(receiveBufferBytes);
            }
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            setTimeout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    Endpoint endpoint() {
        return Endpoint.of("web", "web." + port(), "", "127.0.0.1", port());
    }

    /** As one of a task on this node. */
    Endpoint on(String node) {
        return Endpoint.of("web", "web." + port(), node, "127.0.0.1", port());
    }

    /** As one of a task that was told to stop long ago. */
    Endpoint draining() {
        Draining drain = new Draining(Instant.EPOCH, Draining.USUAL_GRACE);
        return Endpoint.of("web", "web." + port(), "", "127.0.0.1", port(), drain);
    }

    /** As one of a task that was seen a moment ago to be wanted to stop. */
    Endpoint beginningToDrain() {
        Draining drain = new Draining(Instant.now(), Draining.USUAL_GRACE);
        return Endpoint.of("web", "web." + port(), "", "127.0.0.1", port(), drain);
    }

    /** The next connection that the proxy opens. */
    Wire accept() {
        try {
            Wire wire = new Wire(listener.accept());
            accepted.add(wire);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plays its part on every connection that the proxy opens, until it is closed. */
    void serve(Consumer<Wire> part) {
        Thread.ofVirtual()
                .start(() -> {
                    while (!listener.isClosed()) {
                        try {
                            Wire wire = accept();
                            Thread.ofVirtual().start(() -> play(part, wire));
                        } catch (UncheckedIOException e) {
                            // Nobody came for a while, or the test is over.
                        }
                    }
                });
    }

    private static void play(Consumer<Wire> part, Wire wire) {
        try {
            part.accept(wire);
        } catch (AssertionError | UncheckedIOException e) {
            // The proxy closed it.
        }
    }

    /** Whether the proxy opened no connection beyond those that were accepted. */
    boolean hasNoMoreConnections() {
        try {
            listener.setSoTimeout(1);
            listener.accept().close();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            setTimeout();
        }
    }

    private void setTimeout() {
        try {
            listener.setSoTimeout(10_000);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            accepted.forEach(Wire::close);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
