package dev.waggle.proxy.real.update;

import dev.waggle.proxy.real.load.task.Work;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A client that knows two addresses of one name, and does what browsers and curl do:
 *
 * <ul>
 *   <li>It keeps its connection, and closes it when an answer says so.
 *   <li>When a connection cannot be had, be it refused, reset before a request was sent or silent
 *       for 5 s, it takes the other address.
 *   <li>A GET whose connection ends before a byte of its answer is sent once more on a new
 *       connection (RFC 9110 section 9.2.2). A POST never is: it has failed.
 * </ul>
 *
 * Used by one thread.
 */
final class Client {
    private final SSLSocketFactory tls;
    private final String host;
    private final List<InetSocketAddress> addresses;
    private final Outcomes outcomes;
    private @Nullable Connection connection;

    /**
     * @param addresses the preferred one first
     */
    Client(
            SSLSocketFactory tls,
            String host,
            List<InetSocketAddress> addresses,
            Outcomes outcomes) {
        this.tls = tls;
        this.host = host;
        this.addresses = List.copyOf(addresses);
        this.outcomes = outcomes;
    }

    /** Does one piece of work, and counts what came of it. */
    void ask(Work work, boolean post) {
        outcomes.asked();
        long began = System.nanoTime();
        try {
            askOnce(work, post);
            outcomes.answered(System.nanoTime() - began);
        } catch (IOException e) {
            hangUp();
            if (e instanceof Sent sent && !sent.answerBegan() && !post) {
                askAgain(work, began);
            } else {
                outcomes.failed((post ? "POST: " : "GET: ") + e.getMessage());
            }
        }
    }

    private void askAgain(Work work, long began) {
        outcomes.repeated();
        try {
            askOnce(work, false);
            outcomes.answered(System.nanoTime() - began);
        } catch (IOException e) {
            hangUp();
            outcomes.failed("GET, twice: " + e.getMessage());
        }
    }

    private void askOnce(Work work, boolean post) throws IOException {
        Connection used = connection;
        if (used == null) {
            used = connect();
            connection = used;
        }
        used.ask(work, post);
        if (!used.isUsable()) {
            hangUp();
        }
    }

    private Connection connect() throws IOException {
        try {
            return connect(addresses.getFirst());
        } catch (IOException e) {
            outcomes.elsewhere();
            return connect(addresses.getLast());
        }
    }

    private Connection connect(InetSocketAddress address) throws IOException {
        Connection fresh = Connection.open(tls, address, host);
        outcomes.connected(fresh.isResumed());
        return fresh;
    }

    private void hangUp() {
        Connection used = connection;
        connection = null;
        if (used != null) {
            used.close();
        }
    }
}
