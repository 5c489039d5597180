package dev.waggle.proxy.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream that keeps the exact bytes of every request, and answers as {@link RecorderPlan}
 * says.
 *
 * <p>It runs within a test, or as a program in a container; then a second port hands out what it
 * kept, see {@link RecorderControl}. A request that is not valid gets 400, and its connection is
 * closed. Answers carry {@code Recorder-Task} (the host name), {@code Recorder-Connection} and
 * {@code Recorder-Request}, both counted from 1.
 */
public final class Recorder implements AutoCloseable {
    private static final int MAX_KEPT_REQUESTS = 1_000;

    private final ServerSocket listener;
    private final ConcurrentSkipListMap<Integer, RecordedRequest> requests =
            new ConcurrentSkipListMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requestCount = new AtomicInteger();
    private final AtomicInteger connectionCount = new AtomicInteger();

    private Recorder(ServerSocket listener) {
        this.listener = listener;
    }

    /**
     * Runs until it is killed.
     *
     * @param arguments the port to record on, then the port to be asked on
     */
    public static void main(String... arguments) throws InterruptedException {
        Recorder recorder = start(Integer.parseInt(arguments[0]));
        RecorderControl.start(recorder, Integer.parseInt(arguments[1]));
        new CountDownLatch(1).await();
    }

    /** Starts on a free port. */
    public static Recorder start() {
        return start(0);
    }

    static Recorder start(int port) {
        Recorder recorder = new Recorder(listen(port));
        Thread.ofVirtual().name("recorder").start(recorder::accept);
        return recorder;
    }

    /** Listens on every address, IPv4 and IPv6. */
    static ServerSocket listen(int port) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(port), 1_024);
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** All requests so far, the latest 1,000. */
    public List<RecordedRequest> requests() {
        return List.copyOf(requests.values());
    }

    /** Waits until so many requests have come since the start, and returns the last of them. */
    public RecordedRequest await(int number) {
        return Eventually.yields(
                "request " + number,
                Duration.ofSeconds(10),
                () -> Optional.ofNullable(requests.get(number)),
                () -> "there are " + requests.size());
    }

    /** How many connections were opened since the start. */
    public int connections() {
        return connectionCount.get();
    }

    /** Forgets the requests. Counting goes on. */
    public void forget() {
        requests.clear();
    }

    /** Closes all connections, as a task that dies. It goes on listening. */
    public void dropConnections() {
        open.forEach(Recorder::closeQuietly);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().name("recorder connection").start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        open.add(socket);
        try (socket) {
            new RecorderConnection(this, connectionCount.incrementAndGet(), socket).serve();
        } catch (IOException e) {
            // The peer has gone: what it sent is kept.
        } finally {
            open.remove(socket);
        }
    }

    int nextRequest() {
        return requestCount.incrementAndGet();
    }

    void keep(RecordedRequest request) {
        requests.put(request.number(), request);
        if (requests.size() > MAX_KEPT_REQUESTS) {
            requests.pollFirstEntry();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            dropConnections();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
