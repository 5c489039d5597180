package dev.waggle.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import dev.waggle.acme.dns.AddressName.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {

    private FakeDns dns;

    @BeforeEach
    void start() throws IOException {
        dns = FakeDns.start().with("resolver.example.net. 60 IN A 127.0.0.1");
    }

    @AfterEach
    void stop() throws IOException {
        dns.close();
    }

    @Test
    void takesWhatTheConfigurationNames() throws Exception {
        assertThat(find("10.0.0.1", "2001:db8::1"))
                .isEqualTo(
                        Map.of(
                                Kind.A, InetAddress.ofLiteral("10.0.0.1"),
                                Kind.AAAA, InetAddress.ofLiteral("2001:db8::1")));
    }

    @Test
    void readsAPage() throws Exception {
        assertThat(findAtPage("203.0.113.9\n"))
                .isEqualTo(Map.of(Kind.A, InetAddress.ofLiteral("203.0.113.9")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "192.168.1.1",
                "100.64.0.1",
                "127.0.0.1",
                "169.254.1.1",
                "fd00::1",
                "<html>",
                "",
                "1.2",
                "8.8.8.8 9.9.9.9"
            })
    void doesNotBelieveAPageThatSaysAnythingElse(String text) throws Exception {
        assertThat(findAtPage(text)).isEmpty();
    }

    @Test
    void asksAServerForTheNameThatItAnswersWithOurAddress() throws Exception {
        dns.with("myip.example.net. 0 IN A 203.0.113.9");

        assertThat(find("myip.example.net@resolver.example.net"))
                .isEqualTo(Map.of(Kind.A, InetAddress.ofLiteral("203.0.113.9")));
    }

    @Test
    void readsItsTextWhenItHasNoAddress() throws Exception {
        dns.with("myip.example.net. 0 IN TXT \"203.0.113.9\"");

        assertThat(find("myip.example.net@resolver.example.net"))
                .isEqualTo(Map.of(Kind.A, InetAddress.ofLiteral("203.0.113.9")));
    }

    @Test
    void asksTheNextSourceWhenOneFails() throws Exception {
        assertThat(find("myip.example.net@resolver.example.net", "203.0.113.9"))
                .containsKey(Kind.A);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2",
                "ftp://x",
                "https://",
                "https://user:secret@host/",
                "@server",
                "name@",
                "a b@c"
            })
    void refusesWhatIsNoSource(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressSource.parse(text));
    }

    private Map<Kind, InetAddress> find(String... sources) throws InterruptedException {
        return addresses(Arrays.stream(sources).map(AddressSource::parse).toList()).find();
    }

    private PublicAddresses addresses(List<AddressSource> sources) {
        return new PublicAddresses(sources, dns.resolvers(), dns.port(), AddressText::isPublic);
    }

    private Map<Kind, InetAddress> findAtPage(String text) throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
                        exchange.getResponseBody().write(bytes);
                    }
                });
        server.start();
        try {
            URI url = URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
            return addresses(List.of(new AddressSource.Page(url))).find();
        } finally {
            server.stop(0);
        }
    }
}
