package dev.waggle.proxy.auth;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import dev.waggle.routing.Auth;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** With time and the worker threads in the test's own hand. */
@ExtendWith(LeakCheck.class)
class BasicAuthenticatorTest {
    private static final String RIGHT = Visit.basic("ann", "secret");
    private static final String WRONG = Visit.basic("ann", "guess");

    @TempDir private Path folder;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Workers workers = new Workers();
    private final PasswordFiles files = new PasswordFiles(System::nanoTime);
    private final BasicAuthenticator authenticator =
            new BasicAuthenticator(
                    files,
                    new SuccessCache(Duration.ofMinutes(5).toNanos()),
                    workers,
                    System::nanoTime,
                    () -> {});
    private Path file = Path.of("/");

    /** A worker that works when it is told to. */
    private static final class Workers implements Executor {
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        private boolean full;

        @Override
        public void execute(Runnable task) {
            if (full) {
                throw new RejectedExecutionException("full");
            }
            tasks.add(task);
        }
    }

    @BeforeEach
    void writeFile() throws IOException {
        file = folder.resolve("kibana-users");
        write("ann:" + sha("secret") + "\n");
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        authenticator.close();
        channel.finishAndReleaseAll();
    }

    @Test
    void letsEveryonePassWhereNothingIsAsked() {
        assertThat(visit(Visit.route(new Auth.Off())).status()).isEqualTo(Visit.PASSED);
    }

    @Test
    void closesARouteWhoseLabelIsBroken() {
        Visit visit = visit(Visit.route(new Auth.Broken("typo")), RIGHT);

        assertThat(visit.status()).isEqualTo(403);
        assertThat(visit.reason()).as("no file is to blame").isEqualTo("route-closed");
    }

    @Test
    void passesWithTheRightPassword() {
        Visit visit = visit(Visit.route(file), RIGHT);

        assertThat(visit.status()).as("reads the file off the event loop").isEqualTo(-1);
        work();
        assertThat(visit.status()).isEqualTo(Visit.PASSED);
    }

    @Test
    void asksForCredentialsAtOnceOnceTheFileIsKnown() {
        files.load(file);

        Visit visit = visit(Visit.route(file));

        assertThat(visit.status()).isEqualTo(401);
        assertThat(visit.challenge()).isEqualTo("Basic realm=\"the realm\", charset=\"UTF-8\"");
    }

    @Test
    void quotesTheRealm() {
        files.load(file);

        Visit visit = visit(Visit.route(new Auth.File(file, "a \"b\" \\ c")));

        assertThat(visit.challenge())
                .isEqualTo("Basic realm=\"a \\\"b\\\" \\\\ c\", charset=\"UTF-8\"");
    }

    @Test
    void refusesAWrongPasswordAnUnknownUserAndGarbage() {
        files.load(file);

        assertThat(answerTo(WRONG)).isEqualTo(401);
        assertThat(answerTo(Visit.basic("bob", "secret"))).isEqualTo(401);
        assertThat(answerTo("Bearer abc")).isEqualTo(401);
        assertThat(answerTo("Basic !!!")).isEqualTo(401);
        assertThat(answerTo("")).isEqualTo(401);
        assertThat(answerTo(RIGHT, RIGHT)).isEqualTo(400);
    }

    @Test
    void passesASecondTimeAtOnceWithoutAWorker() {
        assertThat(answerTo(RIGHT)).isEqualTo(Visit.PASSED);

        workers.full = true;
        assertThat(visit(Visit.route(file), RIGHT).status()).isEqualTo(Visit.PASSED);
        assertThat(visit(Visit.route(file), WRONG).status()).isEqualTo(503);
    }

    @Test
    void letsAPagePassThatAsksForManyThingsBeforeTheFirstIsVerified() {
        files.load(file);
        Visit first = visit(Visit.route(file), RIGHT);
        Visit second = visit(Visit.route(file), RIGHT);

        work();

        assertThat(first.status()).isEqualTo(Visit.PASSED);
        assertThat(second.status()).isEqualTo(Visit.PASSED);
    }

    @Test
    void aSuccessDoesNotSurviveAChangeOfTheFile() throws IOException {
        assertThat(answerTo(RIGHT)).isEqualTo(Visit.PASSED);

        write("ann:" + sha("another") + "\n");
        files.look();

        assertThat(answerTo(RIGHT)).isEqualTo(401);
        assertThat(answerTo(Visit.basic("ann", "another"))).isEqualTo(Visit.PASSED);
    }

    @Test
    void aSuccessSurvivesAFileThatIsWrittenAgainUnchanged() throws IOException {
        assertThat(answerTo(RIGHT)).isEqualTo(Visit.PASSED);

        write("ann:" + sha("secret") + "\n");
        files.look();

        assertThat(visit(Visit.route(file), RIGHT).status()).isEqualTo(Visit.PASSED);
    }

    @Test
    void closesTheRouteWhenTheFileIsMissingAndOpensItWhenItAppears() throws IOException {
        Files.delete(file);
        assertThat(answerTo(RIGHT)).isEqualTo(403);
        assertThat(visit(Visit.route(file)).status()).as("known now").isEqualTo(403);
        assertThat(visit(Visit.route(file)).reason()).isEqualTo("auth-file-unreadable");

        write("ann:" + sha("secret") + "\n");
        files.look();
        assertThat(answerTo(RIGHT)).isEqualTo(Visit.PASSED);

        Files.delete(file);
        files.look();
        assertThat(answerTo(RIGHT)).isEqualTo(403);
    }

    @Test
    void closesTheRouteWhenTheFileIsNoneOrTooLarge() throws IOException {
        assertThat(answerFrom(folder)).isEqualTo(403);

        write("#".repeat(HtpasswdParser.MAX_FILE_BYTES + 1));
        assertThat(answerFrom(file)).isEqualTo(403);
    }

    @Test
    void tellsTheOperatorWhatKeepsPeopleOut() throws IOException {
        Files.delete(file);
        authenticator.routes(List.of(Visit.route(file), Visit.route(file)));
        assertThat(authenticator.problems()).as("not looked at yet").isEmpty();

        files.look();
        assertThat(authenticator.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.service()).isEqualTo("monitor_kibana");
                    assertThat(problem.label()).isEqualTo("routing-auth");
                    assertThat(problem.value()).isEqualTo(file.toString());
                    assertThat(problem.message()).contains("does not exist").contains("closed");
                });

        write("ann:{PLAIN}secret\nbob:plaintext\n");
        files.look();
        assertThat(authenticator.problems())
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .contains("line 2")
                .doesNotContain("plaintext");

        write("# nobody\n");
        files.look();
        assertThat(authenticator.problems())
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .contains("no user");

        write("ann:{PLAIN}secret\n");
        files.look();
        assertThat(authenticator.problems()).isEmpty();
    }

    @Test
    void slowsFailuresDownWithoutSlowingWhatIsRight() {
        assertThat(answerTo(RIGHT)).isEqualTo(Visit.PASSED);
        for (int i = 0; i < AttemptLedger.FREE_FAILURES; i++) {
            assertThat(answerTo(WRONG)).isEqualTo(401);
        }

        Visit slowed = visit(Visit.route(file), WRONG);
        work();
        assertThat(slowed.status()).isEqualTo(-1);
        assertThat(visit(Visit.route(file), RIGHT).status()).isEqualTo(Visit.PASSED);

        channel.advanceTimeBy(499, MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(slowed.status()).isEqualTo(-1);
        channel.advanceTimeBy(1, MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(slowed.status()).isEqualTo(401);
    }

    @Test
    void cannotBeGuessedFasterInParallel() {
        for (int i = 0; i < AttemptLedger.FREE_FAILURES + 1; i++) {
            answerTo(WRONG);
        }
        // One of them still waits for its answer.
        for (int i = 1; i < AttemptLedger.MAX_OPEN_WHEN_SLOWED; i++) {
            assertThat(answerTo(WRONG)).isEqualTo(-1);
        }

        assertThat(answerTo(WRONG)).isEqualTo(429);
        Visit neighbour =
                Visit.open(
                        authenticator, Visit.route(file), channel.eventLoop(), "192.0.2.9", RIGHT);
        work();
        assertThat(neighbour.status()).isEqualTo(Visit.PASSED);
    }

    @Test
    void answersThatItIsOverloadedWhenTooManyPasswordsWait() {
        files.load(file);
        workers.full = true;
        assertThat(answerTo(RIGHT)).isEqualTo(503);

        workers.full = false;
        assertThat(answerTo(RIGHT)).isEqualTo(Visit.PASSED);
    }

    @Test
    void leavesAnExchangeAloneWhoseClientHasLeft() {
        Visit beforeTheFileIsRead = visit(Visit.route(file), RIGHT);
        beforeTheFileIsRead.leave();
        work();
        assertThat(beforeTheFileIsRead.status()).isEqualTo(499);

        Visit beforeItIsVerified = visit(Visit.route(file), RIGHT);
        beforeItIsVerified.leave();
        work();
        assertThat(beforeItIsVerified.status()).isEqualTo(499);
    }

    private int answerTo(String... authorization) {
        Visit visit = visit(Visit.route(file), authorization);
        work();
        return visit.status();
    }

    private int answerFrom(Path other) {
        Visit visit = visit(Visit.route(other), RIGHT);
        work();
        return visit.status();
    }

    private Visit visit(Route route, String... authorization) {
        return Visit.open(authenticator, route, channel.eventLoop(), "192.0.2.1", authorization);
    }

    /** Lets the workers and the event loop do what there is for them to do now. */
    private void work() {
        while (!workers.tasks.isEmpty()) {
            workers.tasks.remove().run();
            channel.runPendingTasks();
        }
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private static String sha(String password) {
        return "{SHA}" + Base64.getEncoder().encodeToString(DigestUtils.sha1(password));
    }
}
