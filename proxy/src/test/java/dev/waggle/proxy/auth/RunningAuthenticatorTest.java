package dev.waggle.proxy.auth;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Problem;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As it runs: real event loops, worker threads and files. */
class RunningAuthenticatorTest {
    private static final String BCRYPT =
            "$2a$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";

    @TempDir private Path folder;
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final LinkedBlockingQueue<List<Problem>> told = new LinkedBlockingQueue<>();
    private final BasicAuthenticator authenticator =
            BasicAuthenticator.start(
                    new BasicAuthSettings(2, 1024, Duration.ofMinutes(5), Duration.ofMillis(20)),
                    told::add);

    @AfterEach
    void close() throws InterruptedException {
        authenticator.close();
        loops.shutdownGracefully(0, 5, SECONDS).await(5, SECONDS);
    }

    @Test
    void verifiesOnWorkersAndAnswersOnTheEventLoops() throws Exception {
        Path file = Files.writeString(folder.resolve("users"), "ann:" + BCRYPT + "\n");
        List<Visit> visits = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            EventLoop loop = loops.next();
            visits.add(
                    Visit.openOnLoop(
                            authenticator,
                            Visit.route(file),
                            loop,
                            Visit.basic("ann", "correct horse")));
        }
        Visit wrong =
                Visit.openOnLoop(
                        authenticator,
                        Visit.route(file),
                        loops.next(),
                        Visit.basic("ann", "guess"));

        for (Visit visit : visits) {
            assertThat(visit.outcome().get(20, SECONDS)).isEqualTo(Visit.PASSED);
        }
        assertThat(wrong.outcome().get(20, SECONDS)).isEqualTo(401);
    }

    @Test
    void tellsProblemsAndThatTheyAreGone() throws Exception {
        Path file = folder.resolve("users");
        authenticator.routes(List.of(Visit.route(file)));
        List<Problem> problems = told.poll(20, SECONDS);
        while (problems != null && problems.isEmpty()) {
            problems = told.poll(20, SECONDS);
        }
        assertThat(problems).hasSize(1);

        Files.writeString(file, "ann:" + BCRYPT + "\n");
        while (problems != null && !problems.isEmpty()) {
            problems = told.poll(20, SECONDS);
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void stopsItsThreads() throws Exception {
        HashWorkers workers = new HashWorkers(2, 10);
        LinkedBlockingQueue<Thread> seen = new LinkedBlockingQueue<>();
        workers.execute(() -> seen.add(Thread.currentThread()));
        Thread worker = seen.poll(20, SECONDS);
        workers.close();

        assertThat(worker).isNotNull();
        assertThat(worker.join(Duration.ofSeconds(20))).isTrue();
    }
}
