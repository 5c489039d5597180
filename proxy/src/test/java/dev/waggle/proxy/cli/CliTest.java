package dev.waggle.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.admin.AdminPages;
import dev.waggle.proxy.admin.AdminServer;
import dev.waggle.proxy.config.Admin;
import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.config.ConfigLoad;
import dev.waggle.proxy.config.ConfigLoad.Loaded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> launched = new ArrayList<>();

    @Test
    void withoutArgumentsItIsTheQuickstart() {
        assertThat(run()).isEqualTo(7);
        assertThat(launched).containsExactly("quickstart 8443 8080");
    }

    @Test
    void quickstartTakesFlagsToo() {
        assertThat(run("quickstart", "--https-port=9443")).isEqualTo(7);
        assertThat(launched).containsExactly("quickstart 9443 8080");
    }

    @Test
    void serveHandsOverTheConfiguration() {
        assertThat(run("serve", "--https-port", "1", "--http-port=2", "--self-signed"))
                .isEqualTo(0);
        assertThat(launched).containsExactly("serve 1 2");
    }

    @Test
    void badKeysAreExitCodeTwoAndAllOnStderr() {
        assertThat(run("serve", "--https-port", "x", "--htp-port", "1", "--drain-time=1"))
                .isEqualTo(2);
        assertThat(launched).isEmpty();
        assertThat(err.toString(UTF_8))
                .contains("https-port \"x\" (flag --https-port): expected")
                .contains("--htp-port (flag --htp-port): is unknown; did you mean --http-port?")
                .contains("drain-time \"1\"");
        assertThat(out.size()).isZero();
    }

    @Test
    void aFlagWithoutItsValueIsExitCodeTwo() {
        assertThat(run("serve", "--https-port")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("--https-port");
    }

    @Test
    void anUnknownCommandIsExitCodeTwo() {
        assertThat(run("server")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("unknown command: server");
    }

    @Test
    void configPrintsWhatHoldsAndWhereItComesFrom() {
        assertThat(run("config", "--http-port", "81")).isEqualTo(0);
        assertThat(out.toString(UTF_8)).contains("http-port: 81 # flag --http-port\n");
    }

    @Test
    void configPrintsTheReference() {
        assertThat(run("config", "--reference")).isEqualTo(0);
        assertThat(out.toString(UTF_8)).contains("| `acme.email` |");
    }

    @Test
    void versionIsOneWordAndANumber() {
        assertThat(run("version")).isEqualTo(0);
        assertThat(out.toString(UTF_8)).matches("(?s)waggle \\d+\\.\\d+\\.\\d+.*\nJava 25.*\n");
    }

    @Test
    void helpListsEveryFlag() {
        assertThat(run("serve", "--help")).isEqualTo(0);
        assertThat(out.toString(UTF_8)).contains("--acme-email", "--config", "--stack-file");
        assertThat(run("--help")).isEqualTo(0);
        assertThat(out.toString(UTF_8)).contains("quickstart", "check", "health", "version");
    }

    @Test
    void checkPrintsRoutesAndFailsOnProblems() throws IOException {
        assertThat(run("check", stack("routing-port: 80"))).isEqualTo(0);
        assertThat(out.toString(UTF_8)).contains("blog.example", "10.0.0.1:80", "no problems");
        assertThat(run("check", stack("routing-prot: 80"))).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("routing-prot");
        assertThat(run("check", folder + "/none.yml")).isEqualTo(1);
        assertThat(run("check")).isEqualTo(2);
    }

    @Test
    void certsImportSaysWhatCannotBeRead() {
        String state = "--state-dir=" + folder;
        assertThat(run("certs", state, "import", folder + "/none.json")).isOne();
        assertThat(err.toString(UTF_8)).contains("none.json cannot be read");
        assertThat(run("certs", state, "import")).isEqualTo(2);
    }

    @Test
    void certsImportTakesTheFlagsThatSayWhoseTheCertificatesAre() {
        String[] words = {
            "certs",
            "--state-dir=" + folder,
            "--acme-email=ada@example.org",
            "--acme-directory=https://ca.example.org/directory",
            "import",
            folder + "/none.json"
        };
        assertThat(run(words)).isOne();
        assertThat(err.toString(UTF_8)).contains("none.json cannot be read");
    }

    private String stack(String label) throws IOException {
        String text =
                """
                services:
                  blog:
                    image: blog
                    deploy:
                      labels:
                        routing-host: blog.example
                        LABEL
                x-waggle:
                  endpoints:
                    blog: ["10.0.0.1:80"]
                """;
        return Files.writeString(folder.resolve("stack.yml"), text.replace("LABEL", label))
                .toString();
    }

    @Test
    void healthIsZeroOnlyWhenTheProxyIsReady() throws Exception {
        assertThat(health("HTTP/1.1 200 OK\r\n\r\n")).isZero();
        assertThat(health("HTTP/1.1 503 Service Unavailable\r\n\r\nno table yet")).isOne();
        assertThat(err.toString(UTF_8)).contains("not ready: no table yet");
        assertThat(health("rubbish")).isOne();
    }

    @Test
    void healthUnderstandsTheAdminListener() {
        List<String> reasons = new ArrayList<>();
        Admin admin = new Admin(InetAddress.ofLiteral("0.0.0.0"), 0, List.of(), List.of());
        AdminPages pages = new AdminPages().ready(() -> reasons);
        try (AdminServer server = new AdminServer(admin, pages)) {
            server.start();
            String port = "--admin-port=" + server.address().getPort();
            assertThat(run("health", port, "--admin-address", "0.0.0.0")).isZero();
            reasons.add("no route table yet");
            assertThat(run("health", port)).isOne();
            assertThat(err.toString(UTF_8)).contains("no route table yet");
        }
    }

    @Test
    void healthIsOneWhenNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(run("health", "--admin-port=" + port)).isOne();
    }

    private int health(String answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered =
                    CompletableFuture.runAsync(() -> {
                        try (Socket client = server.accept()) {
                            client.getInputStream().read(new byte[1024]);
                            client.getOutputStream().write(answer.getBytes(UTF_8));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            int code = run("health", "--admin-port", "" + server.getLocalPort());
            answered.get();
            return code;
        }
    }

    private int run(String... args) {
        Cli cli =
                new Cli(
                        new RecordingLauncher(),
                        Map.of("HOME", "/home/bee"),
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8));
        return cli.run(args);
    }

    private final class RecordingLauncher implements Launcher {
        @Override
        public int serve(Loaded loaded, Supplier<ConfigLoad> again) {
            Config config = loaded.config();
            launched.add("serve " + ports(config));
            return 0;
        }

        @Override
        public int quickstart(Config config) {
            launched.add("quickstart " + ports(config));
            return 7;
        }

        private static String ports(Config config) {
            return config.listeners().httpsPort() + " " + config.listeners().httpPort();
        }
    }
}
