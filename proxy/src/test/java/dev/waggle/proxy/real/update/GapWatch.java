package dev.waggle.proxy.real.update;

import dev.waggle.proxy.real.load.task.Work;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocketFactory;

/**
 * Looks at one address every few milliseconds: whether it takes connections and, after it has taken
 * none, when it answers a request again. Its own thread's.
 */
final class GapWatch implements Runnable {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int CONNECT_MILLIS = 500;

    private final SSLSocketFactory tls;
    private final InetSocketAddress address;
    private final String host;
    private final List<String> gaps = new ArrayList<>();

    GapWatch(SSLSocketFactory tls, InetSocketAddress address, String host) {
        this.tls = tls;
        this.address = address;
        this.host = host;
    }

    /** Those that are over. */
    synchronized List<String> gaps() {
        return List.copyOf(gaps);
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            if (!accepts()) {
                long began = System.nanoTime();
                Instant at = Instant.now();
                awaitAnswer();
                tell(at, System.nanoTime() - began);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void awaitAnswer() {
        while (!Thread.currentThread().isInterrupted() && !(accepts() && answers())) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private synchronized void tell(Instant at, long nanos) {
        gaps.add(
                "%s from %s for %d ms"
                        .formatted(
                                address.getHostString(), at, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean answers() {
        try (Connection connection = Connection.open(tls, address, host)) {
            connection.ask(QUICK, false);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static final Work QUICK = quick();

    private static Work quick() {
        Work work = new Work(0);
        while (work.nanos() > 0) {
            work = new Work(work.number() + 1);
        }
        return work;
    }
}
