package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.FreePort;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** nginx, which closes every connection that does not begin with the header, knows its clients. */
@Tag("real")
class ProxyProtocolToNginxTest {
    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() {
        String certificate = LAB.certificate("safe.example.test").toString();
        int plain = FreePort.next();
        int tls = FreePort.next();
        LAB.nginx("nginx", server(plain, tls), "safe.example.test");
        LAB.serves(told("line", plain, "v1"))
                .serves(told("binary", plain, "v2"))
                .serves(told("safe", tls, "v2").with("routing-on-https", "verify"))
                .configured("tls-ca-file", certificate)
                .startWaggle();
    }

    private static String server(int plain, int tls) {
        return """
        listen 127.0.0.1:%d proxy_protocol; listen 127.0.0.1:%d ssl proxy_protocol;
        location / {
          return 200 "$proxy_protocol_addr $proxy_protocol_port $proxy_protocol_server_port\\n";
        }
        location = /health { return 200; }
        """
                .formatted(plain, tls);
    }

    private static Service told(String name, int port, String version) {
        return Service.exposed(name, port)
                .with("routing-proxy-protocol", version)
                .with("routing-health-path", "/health");
    }

    @ParameterizedTest
    @CsvSource({
        "line, --http1.1", "binary, --http1.1", "safe, --http1.1",
        "line, --http2", "binary, --http2", "safe, --http2"
    })
    void everyRequestIsOfTheClientThatSentIt(String service, String version) {
        String address = "https://" + service + ".example.test/";
        for (String client : List.of("127.0.0.2", "127.0.0.3", "127.0.0.2")) {
            List<String> lines =
                    LAB.curl(version, "--interface", client, "--write-out", "%{local_port}\n")
                            .output(address + "a", address + "b")
                            .lines()
                            .toList();
            String port = lines.get(1);
            String told = client + " " + port + " " + LAB.waggle().httpsPort();
            assertThat(lines).containsExactly(told, port, told, port);
        }
    }
}
