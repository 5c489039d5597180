package dev.waggle.routing.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerTlsTest {
    @TempDir Path folder;

    private final TestAuthority authority;
    private final HttpsServer server;

    DockerTlsTest() throws Exception {
        authority = new TestAuthority();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    byte[] answer = "[]".getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Api-Version", "1.41");
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void showsItsCertificateToAnEngineThatWantsOne() throws Exception {
        serve("127.0.0.1");

        assertThat(ask(authority.clientFolder(folder))).isEqualTo("[]");
    }

    @Test
    void refusesAnEngineWhoseCertificateIsForAnotherName() throws Exception {
        serve("192.0.2.1");

        assertThatThrownBy(() -> ask(authority.clientFolder(folder)))
                .isInstanceOf(DockerUnavailable.class)
                .hasMessageContaining("SSLHandshakeException");
    }

    @Test
    void refusesAnEngineOfAnotherAuthority() throws Exception {
        serve("127.0.0.1");

        assertThatThrownBy(() -> ask(new TestAuthority().clientFolder(folder)))
                .isInstanceOf(DockerUnavailable.class);
    }

    @Test
    void saysWhichFileIsMissing() throws Exception {
        serve("127.0.0.1");
        authority.clientFolder(folder);
        Files.delete(folder.resolve("key.pem"));

        assertThatThrownBy(() -> ask(folder))
                .isInstanceOf(DockerUnavailable.class)
                .hasMessageContaining("key.pem")
                .hasMessageContaining(folder.toString());
    }

    @Test
    void saysThatAFileCannotBeRead() throws Exception {
        serve("127.0.0.1");
        authority.clientFolder(folder);
        Files.writeString(folder.resolve("cert.pem"), "not a certificate");

        assertThatThrownBy(() -> ask(folder))
                .isInstanceOf(DockerUnavailable.class)
                .hasMessageContaining(folder.toString());
    }

    private void serve(String address) throws Exception {
        SSLContext context = authority.engine(address);
        server.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters wanted = context.getDefaultSSLParameters();
                        wanted.setNeedClientAuth(true);
                        parameters.setSSLParameters(wanted);
                    }
                });
        server.start();
    }

    private String ask(Path certFolder) throws DockerUnavailable {
        DockerHost host = new DockerHost.TcpPort("127.0.0.1", server.getAddress().getPort());
        DockerSettings settings = DockerSettings.of(host).withCertFolder(certFolder);
        return new String(new DockerClient(settings).get("/tasks"), StandardCharsets.UTF_8);
    }
}
