package dev.waggle.proxy.real.load;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * What a {@link LoadGenerator} is aimed at, and how hard.
 *
 * @param address where the proxy listens for TLS
 * @param authority the certificate of who signed its own
 * @param hosts asked in turn, the first three times as often as all others together
 * @param perSecond requests a second of all hosts and both protocols together
 * @param webSockets that stand all the time, at the first host
 * @param eventStreams the same
 */
record Target(
        InetSocketAddress address,
        Path authority,
        List<String> hosts,
        int perSecond,
        int webSockets,
        int eventStreams) {
    private static final int OTHERS_EVERY = 4;

    Target {
        hosts = List.copyOf(hosts);
    }

    /** The host that the request of this number goes to. */
    String host(long number) {
        long turn = number / OTHERS_EVERY;
        boolean first = hosts.size() == 1 || number % OTHERS_EVERY != 0;
        return first ? hosts.getFirst() : hosts.get(1 + (int) (turn % (hosts.size() - 1)));
    }

    List<String> words() {
        return List.of(
                address.getHostString(),
                Integer.toString(address.getPort()),
                authority.toString(),
                String.join(",", hosts),
                Integer.toString(perSecond),
                Integer.toString(webSockets),
                Integer.toString(eventStreams));
    }

    static Target of(String... words) {
        return new Target(
                new InetSocketAddress(words[0], Integer.parseInt(words[1])),
                Path.of(words[2]),
                List.of(words[3].split(",")),
                Integer.parseInt(words[4]),
                Integer.parseInt(words[5]),
                Integer.parseInt(words[6]));
    }
}
