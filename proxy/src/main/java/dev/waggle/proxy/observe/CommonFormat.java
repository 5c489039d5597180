package dev.waggle.proxy.observe;

import static dev.waggle.proxy.observe.LineWriter.ascii;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.RequestHead;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The line that log collectors of the old edge parse:
 *
 * <pre>
 * 192.0.2.7 [21/Nov/2026:19:47:34 +0000] "GET /zzz HTTP/1.1" 200 "host: blog.example.test" "size: 274" "referrer: -" "user-agent: curl/7.88.1"
 * </pre>
 *
 * <p>The time is that of the exchange's end. What is empty is {@code -}, each word of a request
 * line that could not be read too, so that one regular expression fits every line.
 */
final class CommonFormat implements LineFormat {
    private static final byte[] REQUEST = ascii("] \"");
    private static final byte[] HOST = ascii(" \"host: ");
    private static final byte[] SIZE = ascii("\" \"size: ");
    private static final byte[] REFERRER = ascii("\" \"referrer: ");
    private static final byte[] USER_AGENT = ascii("\" \"user-agent: ");
    private static final byte[] END = ascii("\"\n");
    private static final byte[] UNREADABLE = ascii("- - -");

    private final SecondText time =
            new SecondText(DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss +0000", Locale.ROOT));

    @Override
    public void write(AccessRecord exchange, LineWriter line) {
        RequestHead head = exchange.head();
        client(exchange, line);
        line.raw(' ');
        line.raw('[');
        line.raw(time.at(exchange.startMillis() + exchange.durationNanos() / 1_000_000));
        line.raw(REQUEST);
        requestLine(head, line);
        line.raw('"');
        line.raw(' ');
        line.number(exchange.status());
        line.raw(HOST);
        range(head, head == null ? 0 : head.hostStart(), head == null ? 0 : head.hostEnd(), line);
        line.raw(SIZE);
        line.number(exchange.responseBytes());
        line.raw(REFERRER);
        field(head, FieldName.REFERER, line);
        line.raw(USER_AGENT);
        field(head, FieldName.USER_AGENT, line);
        line.raw(END);
    }

    private static void client(AccessRecord exchange, LineWriter line) {
        if (exchange.clientLength() == 0) {
            line.raw('-');
        }
        line.address(exchange.client(), exchange.clientLength());
    }

    private static void requestLine(@Nullable RequestHead head, LineWriter line) {
        if (head == null) {
            line.raw(UNREADABLE);
            return;
        }
        word(head, head.methodStart(), head.methodEnd(), line);
        line.raw(' ');
        word(head, head.targetStart(), head.targetEnd(), line);
        line.raw(' ');
        line.escaped(head.version().text(), Escape.WORD);
    }

    private static void word(RequestHead head, int start, int end, LineWriter line) {
        if (start == end) {
            line.raw('-');
        } else {
            line.escaped(head.bytes(), start, end, Escape.WORD);
        }
    }

    private static void field(@Nullable RequestHead head, FieldName name, LineWriter line) {
        int i = head == null ? -1 : head.find(name);
        if (head == null || i < 0) {
            line.raw('-');
        } else {
            range(head, head.valueStart(i), head.valueEnd(i), line);
        }
    }

    private static void range(@Nullable RequestHead head, int start, int end, LineWriter line) {
        if (head == null || start == end) {
            line.raw('-');
        } else {
            line.escaped(head.bytes(), start, end, Escape.QUOTED);
        }
    }
}
