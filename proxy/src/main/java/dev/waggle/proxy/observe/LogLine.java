package dev.waggle.proxy.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How a message of the operational log is written. Control characters are escaped, so that nobody
 * can write a line of their own into the log by a name or a path.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
    private static final int LONGEST = 16 * 1024;
    private static final int MOST_CAUSES = 8;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(256);
        line.append(TIME.format(event.getInstant())).append(' ');
        line.append(String.format(Locale.ROOT, "%-5s", event.getLevel())).append(' ');
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
        escape(event.getFormattedMessage(), line);
        line.append('\n');
        IThrowableProxy cause = event.getThrowableProxy();
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            cause(cause, i == 0 ? "" : "caused by ", line);
            cause = cause.getCause();
        }
        return line.toString();
    }

    private static void cause(IThrowableProxy cause, String before, StringBuilder line) {
        line.append("    ").append(before).append(cause.getClassName()).append(": ");
        escape(String.valueOf(cause.getMessage()), line);
        line.append('\n');
        StackTraceElementProxy[] frames = cause.getStackTraceElementProxyArray();
        for (int i = 0; i < frames.length - cause.getCommonFrames(); i++) {
            line.append("        ").append(frames[i].getSTEAsString()).append('\n');
        }
    }

    private static void escape(String text, StringBuilder line) {
        int end = Math.min(text.length(), LONGEST);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            // U+2028 and U+2029 break lines too, for some readers.
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                line.append(String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append(end < text.length() ? "..." : "");
    }
}
