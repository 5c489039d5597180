package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import dev.waggle.routing.RouteTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A flight recording of a proxy under load finds no event loop that waits for anything. */
@ExtendWith(LeakCheck.class)
final class EventLoopsNeverWaitTest {
    private static final Duration LOAD = Duration.ofSeconds(2);
    private static final Duration BETWEEN_TABLES = Duration.ofMillis(50);
    private static final List<String> WAITS =
            List.of(
                    "jdk.ThreadPark",
                    "jdk.ThreadSleep",
                    "jdk.JavaMonitorEnter",
                    "jdk.JavaMonitorWait",
                    "jdk.FileRead",
                    "jdk.FileWrite",
                    "jdk.FileForce",
                    "jdk.SocketRead",
                    "jdk.SocketWrite",
                    "jdk.VirtualThreadPinned");

    @TempDir Path folder;
    private TestTask task;
    private TestEdge edge;
    private SSLContext sessions;
    private final AtomicInteger passwords = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        task = TestTask.named("task");
        Files.writeString(folder.resolve("users"), "anna:{PLAIN}secret\n");
        edge =
                TestEdge.in(folder)
                        .with("self-signed", "true")
                        .start(
                                new Stack()
                                        .service("blog", task, "host", "blog.test")
                                        .service(
                                                "kibana",
                                                task,
                                                "host",
                                                "kibana.test",
                                                "tls",
                                                "off",
                                                "auth",
                                                folder.resolve("users").toString()));
        sessions = TestPems.trusting(edge.localAuthority());
    }

    @AfterEach
    void stop() {
        edge.close();
        task.close();
    }

    @Test
    void noEventLoopParksSleepsTouchesAFileOrWaitsForAMonitor() throws Exception {
        load(LOAD); // Classes are read from files and compiled.
        Path file = folder.resolve("load.jfr");
        try (Recording recording = new Recording()) {
            WAITS.forEach(
                    event -> recording.enable(event).withThreshold(Duration.ZERO).withStackTrace());
            recording.start();
            load(LOAD);
            recording.stop();
            recording.dump(file);
        }
        assertThat(requests.get()).isGreaterThan(50);
        List<RecordedEvent> all = RecordingFile.readAllEvents(file);
        assertThat(all).as("the recording works").isNotEmpty();
        assertThat(all).filteredOn(EventLoopsNeverWaitTest::isOfAnEventLoop).isEmpty();
    }

    private static boolean isOfAnEventLoop(RecordedEvent event) {
        return event.getThread() != null
                && event.getThread().getJavaName() != null
                && event.getThread().getJavaName().startsWith("loop-");
    }

    private void load(Duration time) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + time.toNanos();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(clients.submit(() -> keepAlive(end)));
                all.add(clients.submit(() -> handshakes(end)));
            }
            all.add(clients.submit(() -> logins(end)));
            all.add(clients.submit(() -> tables(end)));
            all.add(clients.submit(() -> scrapes(end)));
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private void keepAlive(long end) {
        try (RawClient client = edge.tls("blog.test", edge.localAuthority())) {
            while (System.nanoTime() - end < 0) {
                assertThat(client.get("blog.test", "/").status()).isEqualTo(200);
                requests.incrementAndGet();
            }
        }
    }

    /** Resumed sessions among them: the context keeps what the JDK remembers. */
    private void handshakes(long end) {
        while (System.nanoTime() - end < 0) {
            try (Socket plain =
                            new Socket(InetAddress.getLoopbackAddress(), edge.edge().httpsPort());
                    SSLSocket tls =
                            (SSLSocket)
                                    sessions.getSocketFactory()
                                            .createSocket(
                                                    plain,
                                                    "blog.test",
                                                    edge.edge().httpsPort(),
                                                    true)) {
                tls.getOutputStream()
                        .write(
                                "GET / HTTP/1.1\r\nHost: blog.test\r\nConnection: close\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(tls.getInputStream().readAllBytes()).isNotEmpty();
                requests.incrementAndGet();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void logins(long end) {
        while (System.nanoTime() - end < 0) {
            boolean wrong = passwords.incrementAndGet() % 200 == 0;
            login(wrong ? "wrong" + passwords.get() : "secret", wrong ? 401 : 200);
        }
    }

    private void login(String password, int status) {
        String credentials =
                Base64.getEncoder()
                        .encodeToString(("anna:" + password).getBytes(StandardCharsets.UTF_8));
        try (RawClient client = edge.plain()) {
            assertThat(
                            client.get("kibana.test", "/", "Authorization: Basic " + credentials)
                                    .status())
                    .isEqualTo(status);
        }
    }

    /** Equal tables are new objects: every route is looked up anew. */
    private void tables(long end) {
        while (System.nanoTime() - end < 0) {
            RouteTable table = edge.edge().table();
            edge.edge()
                    .publish(
                            new RouteTable(
                                    table.routes(),
                                    table.tlsNames(),
                                    table.prometheusTargets(),
                                    table.problems()));
            LockSupport.parkNanos(BETWEEN_TABLES.toNanos());
        }
    }

    private void scrapes(long end) {
        while (System.nanoTime() - end < 0) {
            assertThat(edge.ask("/metrics")).contains("waggle_table_version");
            LockSupport.parkNanos(BETWEEN_TABLES.toNanos());
        }
    }
}
