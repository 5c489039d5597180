package dev.waggle.proxy.exchange;

import dev.waggle.proxy.http1.HeadTexts;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.ClientIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Who the client of a request is, with and without a trusted proxy in front. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForwardedForBenchmark {
    private static final byte[] PROXY = {10, 0, 0, 1};
    private static final byte[] CLIENT = {(byte) 192, 0, 2, 7};
    private static final int HTTPS = 443;

    private final ForwardedFor forwardedFor =
            new ForwardedFor(address -> address.getAddress()[0] == PROXY[0]);
    private final RequestHead head =
            HeadTexts.read(
                    HeadTexts.BROWSER.replace(
                            "Accept:", "X-Forwarded-For: 198.51.100.9, 203.0.113.5\nAccept:"));
    private ClientConnection peer = ClientConnection.own();
    private ClientConnection proxy = peer;

    /** Makes the connections. */
    @Setup
    public void connect() throws UnknownHostException {
        peer = connection(CLIENT, false);
        proxy = connection(PROXY, true);
    }

    private static ClientConnection connection(byte[] address, boolean trusted)
            throws UnknownHostException {
        return new ClientConnection(
                new InetSocketAddress(InetAddress.getByAddress(address), 50_000),
                trusted,
                HTTPS,
                null);
    }

    /** The peer, whatever it says. */
    @Benchmark
    public ClientIdentity untrustedPeer() {
        return forwardedFor.identityOf(head, peer);
    }

    /** The one that the proxy in front names. */
    @Benchmark
    public ClientIdentity trustedProxy() {
        return forwardedFor.identityOf(head, proxy);
    }
}
