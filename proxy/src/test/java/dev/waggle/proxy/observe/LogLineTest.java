package dev.waggle.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLineTest {
    private final LogLine line = new LogLine();

    @Test
    void saysWhenHowBadWhoAndWhat() {
        assertThat(written("table 7 is live", null))
                .isEqualTo("2026-11-21T19:47:34.005Z WARN  Router: table 7 is live\n");
    }

    @Test
    void nobodyWritesALineOfTheirOwn() {
        assertThat(written("bad name \"a\r\n2026 INFO fine\u001b[0m\u0085\u2028\"", null))
                .endsWith("bad name \"a\\x0d\\x0a2026 INFO fine\\x1b[0m\\x85\\u2028\"\n")
                .hasLineCount(1);
    }

    @Test
    void causesAreWrittenWithTheirMessagesEscaped() {
        Exception cause = new IllegalStateException("a\nb", new IllegalArgumentException("c\nd"));
        assertThat(written("failed", cause))
                .contains("    java.lang.IllegalStateException: a\\x0ab\n")
                .contains("    caused by java.lang.IllegalArgumentException: c\\x0ad\n")
                .contains("LogLineTest.causesAreWritten");
    }

    @Test
    void aLongMessageIsCut() {
        assertThat(written("x".repeat(100_000), null).length()).isLessThan(17_000);
    }

    private String written(String message, @Nullable Throwable cause) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(new LoggerContext());
        event.setInstant(Instant.parse("2026-11-21T19:47:34.005Z"));
        event.setLevel(Level.WARN);
        event.setLoggerName("dev.waggle.Router");
        event.setMessage(message);
        if (cause != null) {
            event.setThrowableProxy(new ch.qos.logback.classic.spi.ThrowableProxy(cause));
        }
        return line.doLayout(event);
    }
}
