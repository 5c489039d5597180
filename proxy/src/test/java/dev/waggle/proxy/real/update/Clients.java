package dev.waggle.proxy.real.update;

import dev.waggle.proxy.real.load.task.Work;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Many {@link Client}s of one name with two addresses, each of which half of them prefer, as
 * resolvers hand them out in turn; half of what they send is {@code POST}.
 *
 * <p>A program, for it runs in the clients' network: until its input ends, when it prints an {@link
 * UpdateReport}.
 */
final class Clients {
    private static final int CLIENTS = 100;
    private static final long BETWEEN_REQUESTS = TimeUnit.MILLISECONDS.toNanos(300);

    private final SSLSocketFactory tls;
    private final String host;
    private final List<InetSocketAddress> addresses;
    private final Outcomes outcomes = new Outcomes();
    private final AtomicLong number = new AtomicLong();
    private volatile boolean over;

    private Clients(SSLSocketFactory tls, String host, List<InetSocketAddress> addresses) {
        this.tls = tls;
        this.host = host;
        this.addresses = addresses;
    }

    /**
     * Runs until its input ends.
     *
     * @param arguments the file of the authority, the host, the port, and two addresses
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[2]);
        Clients clients =
                new Clients(
                        trusting(Path.of(arguments[0])),
                        arguments[1],
                        Stream.of(arguments)
                                .skip(3)
                                .map(address -> new InetSocketAddress(address, port))
                                .toList());
        clients.run(System.in, System.out);
    }

    private static SSLSocketFactory trusting(Path authority) throws IOException {
        try (InputStream in = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(InputStream input, PrintStream reports)
            throws IOException, InterruptedException {
        reports.println(untilEndOf(input).toJson());
        reports.flush();
    }

    private UpdateReport untilEndOf(InputStream input) throws IOException, InterruptedException {
        List<GapWatch> watches =
                addresses.stream().map(address -> new GapWatch(tls, address, host)).toList();
        List<Thread> watching =
                watches.stream().map(it -> Thread.ofPlatform().daemon().start(it)).toList();
        List<Thread> asking = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            List<InetSocketAddress> order = i % 2 == 0 ? addresses : addresses.reversed();
            Client client = new Client(tls, host, order, outcomes);
            asking.add(Thread.startVirtualThread(() -> keepAsking(client)));
        }
        while (input.read() >= 0) {
            // until its end
        }
        over = true;
        for (Thread thread : asking) {
            thread.join();
        }
        watching.forEach(Thread::interrupt);
        return outcomes.report(watches.stream().flatMap(it -> it.gaps().stream()).toList());
    }

    private void keepAsking(Client client) {
        for (boolean post = false; !over; post = !post) {
            client.ask(new Work(number.getAndIncrement()), post);
            LockSupport.parkNanos(BETWEEN_REQUESTS);
        }
    }
}
