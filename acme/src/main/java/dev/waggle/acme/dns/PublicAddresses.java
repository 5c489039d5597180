package dev.waggle.acme.dns;

import dev.waggle.acme.Printable;
import dev.waggle.acme.dns.AddressName.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Our public addresses, one of each kind at most: from each source in order, until both are known.
 *
 * <p>What a page or a server says is believed only when it is a public address; one that is named
 * in the configuration always is.
 */
public final class PublicAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(PublicAddresses.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_PAGE_BYTES = 1024;

    private final List<AddressSource> sources;
    private final Resolvers resolvers;
    private final int port;
    private final Predicate<InetAddress> isBelieved;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /**
     * @param resolvers find the servers that are asked
     */
    public PublicAddresses(List<AddressSource> sources, Resolvers resolvers) {
        this(sources, resolvers, 53, AddressText::isPublic);
    }

    PublicAddresses(
            List<AddressSource> sources,
            Resolvers resolvers,
            int port,
            Predicate<InetAddress> isBelieved) {
        this.sources = List.copyOf(sources);
        this.resolvers = resolvers;
        this.port = port;
        this.isBelieved = isBelieved;
    }

    /** What is known now; a kind that no source tells is absent. */
    Map<Kind, InetAddress> find() throws InterruptedException {
        Map<Kind, InetAddress> found = new EnumMap<>(Kind.class);
        for (AddressSource source : sources) {
            if (found.size() == Kind.values().length) {
                break;
            }
            for (InetAddress address : ask(source)) {
                found.putIfAbsent(Kind.of(address), address);
            }
        }
        return found;
    }

    private List<InetAddress> ask(AddressSource source) throws InterruptedException {
        try {
            return switch (source) {
                case AddressSource.Fixed(InetAddress address) -> List.of(address);
                case AddressSource.Page page -> believed(source, fetch(page));
                case AddressSource.Question question -> believed(source, ask(question));
            };
        } catch (IOException | DnsFailure e) {
            LOG.warn(
                    "{} does not tell our public address: {}",
                    source,
                    Printable.of(String.valueOf(e.getMessage())));
            return List.of();
        }
    }

    private List<InetAddress> believed(AddressSource source, List<InetAddress> said) {
        for (InetAddress address : said) {
            if (!isBelieved.test(address)) {
                LOG.warn("{} says {}, which is no public address", source, AddressText.of(address));
            }
        }
        return said.stream().filter(isBelieved).toList();
    }

    private List<InetAddress> fetch(AddressSource.Page page)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(page.url()).timeout(TIMEOUT).build();
        HttpResponse<byte[]> answer =
                http.send(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_PAGE_BYTES));
        if (answer.statusCode() != 200) {
            throw new IOException("it answers " + answer.statusCode());
        }
        String text = new String(answer.body(), StandardCharsets.ISO_8859_1).strip();
        return List.of(
                AddressText.read(text)
                        .orElseThrow(() -> new IOException("it answers something else")));
    }

    /** An address of each kind is seen only by a server that is asked over that kind. */
    private List<InetAddress> ask(AddressSource.Question question)
            throws DnsFailure, InterruptedException {
        Name name = DnsNames.of(question.name());
        Name server = DnsNames.of(question.server());
        Optional<InetAddress> over4 =
                resolvers.ask(server, Type.A).records(server, ARecord.class).stream()
                        .findFirst()
                        .flatMap(at -> seen(at.getAddress(), name));
        Optional<InetAddress> over6 =
                resolvers.ask(server, Type.AAAA).records(server, AAAARecord.class).stream()
                        .findFirst()
                        .flatMap(at -> seen(at.getAddress(), name));
        return java.util.stream.Stream.of(over4, over6).flatMap(Optional::stream).toList();
    }

    private Optional<InetAddress> seen(InetAddress server, Name name) {
        DnsServer asked = new DnsServer(new InetSocketAddress(server, port));
        Kind kind = Kind.of(server);
        try {
            DnsAnswer answer = asked.ask(name, kind.code());
            Optional<InetAddress> direct =
                    kind == Kind.A
                            ? answer.records(name, ARecord.class).stream()
                                    .map(ARecord::getAddress)
                                    .findFirst()
                            : answer.records(name, AAAARecord.class).stream()
                                    .map(AAAARecord::getAddress)
                                    .findFirst();
            return direct.isPresent() ? direct : inText(asked, name);
        } catch (IOException e) {
            LOG.debug("{} does not tell our public address", asked, e);
            return Optional.empty();
        }
    }

    private static Optional<InetAddress> inText(DnsServer server, Name name) throws IOException {
        return server.ask(name, Type.TXT).records(name, TXTRecord.class).stream()
                .flatMap(txt -> AddressText.read(String.join("", txt.getStrings())).stream())
                .findFirst();
    }
}
