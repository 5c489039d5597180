package dev.waggle.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the process ends, and with which exit code. Each test starts one. */
@Tag("real")
final class StoppingTest {
    @TempDir Path folder;
    private TestTask task;

    @BeforeEach
    void start() {
        task = TestTask.named("task");
    }

    @AfterEach
    void stop() {
        task.close();
    }

    private Stack lamp() {
        return new Stack().service("lamp", task, "host", "lamp.test", "tls", "off");
    }

    @Test
    void aSlowRequestIsFinishedWhileNewOnesAreStillServed() throws Exception {
        try (WaggleProcess waggle = WaggleProcess.serve(folder, lamp());
                RawClient slow = RawClient.plain(waggle.httpPort());
                RawClient idle = RawClient.plain(waggle.httpPort())) {
            assertThat(waggle.ask("/health/ready").status()).isEqualTo(200);
            assertThat(idle.get("lamp.test", "/").status()).isEqualTo(200);
            slow.send("GET /slow HTTP/1.1\r\nHost: lamp.test\r\n\r\n");
            task.awaitSlow();
            waggle.terminate();
            Eventually.is(() -> waggle.ask("/health/ready").status() == 503);
            assertThat(waggle.ask("/health/live").status()).isEqualTo(200);
            try (RawClient late = RawClient.plain(waggle.httpPort())) {
                RawClient.Answer answer = late.get("lamp.test", "/late");
                assertThat(answer.text()).isEqualTo("task");
                assertThat(answer.field("Connection")).isEqualTo("close");
                assertThat(late.isEnded()).isTrue();
            }
            waggle.terminate();
            task.letSlowAnswer();
            assertThat(slow.answer().text()).isEqualTo("task");
            assertThat(waggle.exitCode()).isZero();
            assertThat(idle.isEnded()).isTrue();
        }
    }

    @Test
    void openHttp2StreamsAreFinishedAndTheirClientIsToldToGo() throws Exception {
        Stack stack = new Stack().service("lamp", task, "host", "localhost");
        try (WaggleProcess waggle = WaggleProcess.serve(folder, stack, "--self-signed", "true");
                HttpClient client =
                        Http2Clients.trusting(folder.resolve("state").resolve("local-ca.crt"))) {
            List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                slow.add(
                        client.sendAsync(
                                Http2Clients.to(waggle.httpsPort(), "/slow").build(),
                                BodyHandlers.ofString()));
            }
            Process nghttp =
                    new ProcessBuilder(
                                    "nghttp",
                                    "--verbose",
                                    "https://localhost:" + waggle.httpsPort() + "/slow")
                            .redirectErrorStream(true)
                            .start();
            Eventually.is(() -> task.heads().size() == 4);
            waggle.terminate();
            Eventually.is(() -> waggle.ask("/health/ready").status() == 503);
            task.letSlowAnswer();
            for (CompletableFuture<HttpResponse<String>> answer : slow) {
                assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("task");
                assertThat(answer.join().version()).isEqualTo(HttpClient.Version.HTTP_2);
            }
            assertThat(new String(nghttp.getInputStream().readAllBytes(), US_ASCII))
                    .contains(":status: 200")
                    .contains("recv GOAWAY frame")
                    .contains("error_code=NO_ERROR");
            assertThat(waggle.exitCode()).isZero();
        }
    }

    @Test
    void connectionsThatAreIdleDoNotHoldItUp() throws Exception {
        try (WaggleProcess waggle =
                        WaggleProcess.serve(
                                folder, lamp(), "--drain-time", "1m", "--drain-notice", "0s");
                RawClient idle = RawClient.plain(waggle.httpPort());
                RawClient mute = RawClient.plain(waggle.httpsPort())) {
            assertThat(idle.get("lamp.test", "/").status()).isEqualTo(200);
            long before = System.nanoTime();
            waggle.terminate();
            assertThat(waggle.exitCode()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(mute.isEnded()).isTrue();
        }
    }

    @Test
    void clientsAreServedAndToldToGoForAWhileAndItEndsWhenTheyHaveGone() throws Exception {
        try (WaggleProcess waggle =
                        WaggleProcess.serve(
                                folder, lamp(), "--drain-time", "1h", "--drain-notice", "1m");
                RawClient kept = RawClient.plain(waggle.httpPort())) {
            assertThat(kept.get("lamp.test", "/").status()).isEqualTo(200);
            waggle.terminate();
            Eventually.is(() -> waggle.ask("/health/ready").status() == 503);
            try (RawClient late = RawClient.plain(waggle.httpPort())) {
                assertThat(late.get("lamp.test", "/").field("Connection")).isEqualTo("close");
            }
            assertThat(kept.get("lamp.test", "/").field("Connection")).isEqualTo("close");
            assertThat(kept.isEnded()).isTrue();
            assertThat(waggle.exitCode()).as("long before the minute is over").isZero();
        }
    }

    @Test
    void whatTakesLongerThanTheDrainTimeIsCut() throws Exception {
        try (WaggleProcess waggle = WaggleProcess.serve(folder, lamp(), "--drain-time", "500ms");
                RawClient slow = RawClient.plain(waggle.httpPort())) {
            slow.send("GET /slow HTTP/1.1\r\nHost: lamp.test\r\n\r\n");
            task.awaitSlow();
            waggle.terminate();
            assertThat(waggle.exitCode()).isZero();
            assertThat(slow.isEnded()).isTrue();
        }
    }

    @Test
    void aClientThatReadsSlowlyStillGetsTheWholeAnswer() throws Exception {
        try (WaggleProcess waggle = WaggleProcess.serve(folder, lamp());
                RawClient client = RawClient.plain(waggle.httpPort())) {
            client.send("GET /big HTTP/1.1\r\nHost: lamp.test\r\n\r\n");
            client.readHead();
            waggle.terminate();
            Eventually.is(() -> waggle.messages().contains("stopping"));
            int got = 0;
            while (got < TestTask.BIG) {
                assertThat(waggle.isAlive()).isTrue();
                int length = client.socket().getInputStream().read(new byte[65_536]);
                if (length < 0) {
                    break;
                }
                got += length;
            }
            // What the client's own buffer took with the head is missing here.
            assertThat(TestTask.BIG - got).isLessThan(16_384);
            assertThat(waggle.exitCode()).isZero();
        }
    }

    @Test
    void aSignalDuringTheStartEndsItAtOnce() throws Exception {
        try (WaggleProcess waggle = thatWaitsForDocker()) {
            long before = System.nanoTime();
            waggle.terminate();
            assertThat(waggle.exitCode()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void aHangUpDuringTheStartDoesNotEndIt() throws Exception {
        try (WaggleProcess waggle = thatWaitsForDocker()) {
            waggle.hangUp();
            waggle.terminate();
            assertThat(waggle.exitCode()).isZero();
        }
    }

    /** A process in the middle of its start. */
    private WaggleProcess thatWaitsForDocker() {
        WaggleProcess waggle =
                WaggleProcess.run(
                        "serve",
                        "--https-port=0",
                        "--http-port=0",
                        "--admin-port=0",
                        "--docker-host=unix://" + folder.resolve("nobody.sock"));
        Eventually.is(() -> waggle.messages().contains("admin listener"));
        return waggle;
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String flag : new String[] {"--http-port", "--https-port", "--admin-port"}) {
                assertRefusal(flag, taken);
            }
        }
    }

    private void assertRefusal(String flag, ServerSocket taken) throws InterruptedException {
        String port = Integer.toString(taken.getLocalPort());
        try (WaggleProcess waggle =
                WaggleProcess.serve(folder, lamp(), "--listen-address", "127.0.0.1", flag, port)) {
            assertThat(waggle.exitCode()).isEqualTo(1);
            assertThat(waggle.messages())
                    .contains("cannot start: cannot listen on port " + port)
                    .doesNotContain("\tat ")
                    .doesNotContain("    at ");
        }
    }

    @Test
    void everythingThatIsWrongWithTheConfigurationIsSaidAtOnce() throws Exception {
        try (WaggleProcess waggle =
                WaggleProcess.run(
                        "serve", "--http-port", "x", "--drain-time", "long", "--no-such-flag")) {
            assertThat(waggle.exitCode()).isEqualTo(2);
            assertThat(waggle.messages())
                    .contains("http-port")
                    .contains("drain-time")
                    .contains("--no-such-flag");
        }
    }

    @Test
    void aStandardOutputThatNobodyReadsBlocksNoRequest() throws IOException {
        try (WaggleProcess waggle =
                        WaggleProcess.serve(
                                ProcessBuilder.Redirect.PIPE,
                                folder,
                                lamp(),
                                "--access-log-buffer",
                                "64k");
                RawClient client = RawClient.plain(waggle.httpPort())) {
            Eventually.is(() -> {
                for (int i = 0; i < 200; i++) {
                    assertThat(client.get("lamp.test", "/").text()).isEqualTo("task");
                }
                return !waggle.ask("/metrics")
                        .text()
                        .contains("waggle_access_log_dropped_total 0.0");
            });
            waggle.terminate();
            assertThat(waggle.exitCode()).isZero();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
