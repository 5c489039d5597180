package dev.waggle.proxy.compress;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** A task that the test itself plays, byte by byte. */
final class Task implements Closeable {
    private final ServerSocket listener;
    private final List<Wire> accepted = new ArrayList<>();

    Task() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listener.setSoTimeout(10_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
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

    /** Closes all connections, and goes on listening. */
    void hangUp() {
        accepted.forEach(Wire::close);
        accepted.clear();
    }

    @Override
    public void close() {
        hangUp();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
