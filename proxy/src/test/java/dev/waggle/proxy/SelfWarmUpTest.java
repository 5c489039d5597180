package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.config.ConfigLoad;
import dev.waggle.proxy.config.ConfigLoader;
import dev.waggle.proxy.listener.Transport;
import dev.waggle.proxy.testing.FreePort;
import dev.waggle.proxy.testing.LeakCheck;
import dev.waggle.proxy.tls.TlsProvider;
import dev.waggle.proxy.tls.TlsSettings;
import dev.waggle.proxy.tls.TlsUnusable;
import dev.waggle.proxy.tls.UpstreamTls;
import dev.waggle.proxy.warmup.PracticeClients;
import dev.waggle.proxy.warmup.PracticeTask;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the proxy asks itself before it is ready, and that nobody else notices. */
@Tag("real")
@ExtendWith(LeakCheck.class)
final class SelfWarmUpTest {
    private static final String HOST = "practice.example.org";
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;
    private final UpstreamTls tls = upstreamTls();

    static Stream<Transport> transports() {
        return Stream.of(Transport.best(), Transport.nio());
    }

    @BeforeEach
    void nothingIsThere() {
        assertThat(threads()).isEmpty();
    }

    @AfterEach
    void nothingStays() {
        tls.close();
        Eventually.is(() -> threads().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("transports")
    void allThatIsAskedIsAnswered(Transport transport) {
        try (SelfWarmUp warmUp = warmUp(transport)) {
            Eventually.isWithin(LONG, () -> warmUp.isOver(0));
            assertThat(warmUp.answered()).isEqualTo(3_000);
        }
    }

    @Test
    void itMakesWayForClients() {
        try (SelfWarmUp warmUp = warmUp(Transport.best())) {
            assertThat(warmUp.isOver(99)).isFalse();
            assertThat(warmUp.isOver(100)).isTrue();
        }
    }

    @Test
    void whereItCannotListenNothingIsLeft() {
        Transport best = Transport.best();
        Transport deaf =
                new Transport(
                        best.name(),
                        best.ioHandlers(),
                        Deaf.class,
                        best.clientChannel(),
                        best.datagramChannel(),
                        best.reusesPort());
        assertThatThrownBy(() -> warmUp(deaf)).hasMessageContaining("Deaf");
    }

    /** A channel that cannot be made. */
    static final class Deaf extends NioServerSocketChannel {
        Deaf() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void requestsAreOfBothProtocolsWithAndWithoutABody() {
        MultiThreadIoEventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandlers());
        EventLoop loop = (EventLoop) loops.next();
        InetSocketAddress task =
                PracticeTask.listen(
                        Transport.best(),
                        loop,
                        ByteBufAllocator.DEFAULT,
                        InetAddress.getLoopbackAddress());
        try (TestEdge edge =
                TestEdge.in(folder)
                        .with("self-signed", "true")
                        .start(
                                new Stack()
                                        .service(
                                                "practice",
                                                "127.0.0.1:" + task.getPort(),
                                                "host",
                                                HOST))) {
            PracticeClients clients =
                    new PracticeClients(
                            Transport.best(), loop, ByteBufAllocator.DEFAULT, tls, HOST, 400);
            clients.start(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), edge.edge().httpsPort()));
            Eventually.is(clients::areDone);

            assertThat(clients.answered()).isEqualTo(400);
            assertThat(edge.log(400))
                    .allSatisfy(line -> assertThat(line).contains("\" 200 "))
                    .anySatisfy(line -> assertThat(line).contains("\"GET / HTTP/1.1\""))
                    .anySatisfy(line -> assertThat(line).contains("\"POST / HTTP/1.1\""))
                    .anySatisfy(line -> assertThat(line).contains("\"GET / HTTP/2.0\""));
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void whereNobodyListensTheyGiveUp() {
        MultiThreadIoEventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandlers());
        try {
            PracticeClients clients =
                    new PracticeClients(
                            Transport.best(),
                            (EventLoop) loops.next(),
                            ByteBufAllocator.DEFAULT,
                            tls,
                            HOST,
                            400);
            clients.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.next()));
            Eventually.is(clients::areDone);
            assertThat(clients.answered()).isZero();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void anEdgeIsReadyWhenItIsWarmAndNobodySeesWhatItAskedItself() throws Exception {
        int admin = FreePort.next();
        try (TestTask task = TestTask.named("blog");
                TestEdge edge = TestEdge.in(folder);
                ExecutorService watcher = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> answers = watcher.submit(untilReady(admin));
            edge.with("warm-up", "60s")
                    .with("admin-port", Integer.toString(admin))
                    .start(new Stack().service("blog", task, "host", HOST));

            assertThat(answers.get(60, TimeUnit.SECONDS))
                    .anySatisfy(answer -> assertThat(answer).contains("warming up"));
            assertThat(edge.logged()).isEmpty();
            assertThat(edge.ask("/metrics")).doesNotContain("practice");
            assertThat(edge.metric("waggle_connections_accepted_total{listener=\"https\"}"))
                    .isZero();
        }
    }

    /** Asks until the answer is 200, and returns all answers. */
    private static Callable<List<String>> untilReady(int port) {
        HttpRequest question =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:%d/health/ready".formatted(port)))
                        .build();
        return () -> {
            List<String> answers = new ArrayList<>();
            try (HttpClient client = HttpClient.newHttpClient()) {
                Eventually.isWithin(LONG, () -> isReady(client, question, answers));
            }
            return answers;
        };
    }

    private static boolean isReady(HttpClient client, HttpRequest question, List<String> answers)
            throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(question, BodyHandlers.ofString());
            answers.add(answer.body());
            return answer.statusCode() == 200;
        } catch (IOException _) {
            return false; // Nobody listens yet.
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("warm-up"))
                .toList();
    }

    private SelfWarmUp warmUp(Transport transport) {
        Config config = config();
        return SelfWarmUp.start(
                config,
                transport,
                Resolver.create(transport),
                new TlsSettings(
                        config.timeouts().handshake(),
                        config.tls().maxClientHelloBytes(),
                        "",
                        config.tls().maxConcurrentSignings(),
                        config.tls().ticketRotation(),
                        TlsProvider.best()),
                tls,
                InstantSource.system());
    }

    private Config config() {
        try {
            Path stack = Files.writeString(folder.resolve("stack.yml"), "services: {}\n");
            return switch (new ConfigLoader(Map.of("--stack-file", stack.toString()), Map.of())
                    .load()) {
                case ConfigLoad.Loaded loaded -> loaded.config();
                case ConfigLoad.Rejected(var problems) ->
                        throw new IllegalArgumentException(problems.toString());
            };
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static UpstreamTls upstreamTls() {
        try {
            return UpstreamTls.create(List.of(), TlsProvider.best());
        } catch (TlsUnusable e) {
            throw new IllegalStateException(e);
        }
    }
}
