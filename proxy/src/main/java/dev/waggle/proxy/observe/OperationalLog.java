package dev.waggle.proxy.observe;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.waggle.proxy.config.LogLevel;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operational log: messages for people, on standard error, because standard output belongs to
 * the access log. Logback finds this class by itself before the first message.
 *
 * <p>An event loop that logs never waits for standard error: messages pass through a bounded queue
 * and are dropped when it is full.
 */
public final class OperationalLog extends ContextAwareBase implements Configurator {
    private static final int QUEUE = 1024;
    private static final int LONGEST_FLUSH_MILLIS = 1000;
    private static final String OWN = "dev.waggle";

    @Override
    public ExecutionStatus configure(LoggerContext logback) {
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(logback);
        queue.setQueueSize(QUEUE);
        queue.setNeverBlock(true);
        queue.setMaxFlushTime(LONGEST_FLUSH_MILLIS);
        queue.addAppender(standardError(logback));
        queue.start();
        logback.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(queue);
        level(logback, LogLevel.INFO);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Sets the least weight of messages. Those of libraries need one step more. */
    public static void level(LogLevel level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            level(logback, level);
        }
    }

    /** Writes what is still in the queue, for at most a second. Nothing is logged after it. */
    public static void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.stop();
        }
    }

    private static void level(LoggerContext logback, LogLevel level) {
        logback.getLogger(OWN).setLevel(Level.toLevel(level.name()));
        logback.getLogger(Logger.ROOT_LOGGER_NAME)
                .setLevel(
                        switch (level) {
                            case ERROR -> Level.ERROR;
                            case WARN, INFO -> Level.WARN;
                            case DEBUG -> Level.INFO;
                            case TRACE -> Level.DEBUG;
                        });
    }

    private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext logback) {
        LogLine layout = new LogLine();
        layout.setContext(logback);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(logback);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(logback);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
