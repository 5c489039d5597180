package dev.waggle.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.waggle.routing.Problem;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ProblemsTest {
    private static final Problem NO_PORT =
            new Problem("web_blog", "routing-port", "", "it has no port", "write routing-port");
    private static final Problem TYPO =
            new Problem("web_blog", "routing-prot", "80", "unknown", "write routing-port");

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final ch.qos.logback.classic.Logger logger =
            ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Problems.class);
    private Instant now = Instant.EPOCH;
    private final Problems problems = new Problems(() -> now);

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
        logger.setAdditive(true);
    }

    @Test
    void logsAProblemOnceWhenItAppearsAndOnceWhenItGoes() {
        problems.update("routes", List.of(NO_PORT));
        problems.update("routes", List.of(NO_PORT, NO_PORT));
        problems.update("routes", List.of());
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(2)
                .allMatch(it -> it.contains("web_blog"))
                .last()
                .asString()
                .contains("is gone");
    }

    @Test
    void keepsIdAndTimeWhileAProblemStays() {
        problems.update("routes", List.of(NO_PORT));
        Problems.Known first = problems.all().getFirst();
        now = Instant.ofEpochSecond(60);
        problems.update("routes", List.of(TYPO, NO_PORT));
        assertThat(problems.all()).contains(first).hasSize(2);
        assertThat(problems.all().getFirst().since()).isEqualTo(now);
        assertThat(problems.all()).extracting(Problems.Known::id).doesNotHaveDuplicates();
    }

    @Test
    void oneSourceDoesNotTouchTheProblemsOfAnother() {
        problems.update("routes", List.of(NO_PORT));
        problems.update("certificates", List.of(TYPO));
        problems.update("certificates", List.of());
        assertThat(problems.all()).extracting(Problems.Known::problem).containsExactly(NO_PORT);
        assertThat(problems.count()).isOne();
    }

    @Test
    void keepsABoundedNumber() {
        problems.update(
                "routes",
                IntStream.range(0, 2 * Problems.MOST)
                        .mapToObj(i -> new Problem("service-" + i, "", "", "m", "f"))
                        .toList());
        assertThat(problems.count()).isEqualTo(Problems.MOST);
    }
}
