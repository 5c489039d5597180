package dev.waggle.proxy.observe;

import static dev.waggle.proxy.observe.LineWriter.ascii;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.RequestHead;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line (RFC 8259), plain ASCII whatever the client sent. Every key is in every
 * line; what is empty is {@code null}. {@code time} is the start of the exchange.
 */
final class JsonFormat implements LineFormat {
    private static final byte[] TIME = ascii("{\"time\":\"");
    private static final byte[] CLIENT = ascii("Z\",\"client\":");
    private static final byte[] METHOD = ascii(",\"method\":");
    private static final byte[] TARGET = ascii(",\"target\":");
    private static final byte[] PROTOCOL = ascii(",\"protocol\":");
    private static final byte[] TLS = ascii(",\"tls\":");
    private static final byte[] HOST = ascii(",\"host\":");
    private static final byte[] STATUS = ascii(",\"status\":");
    private static final byte[] REQUEST_BYTES = ascii(",\"request_bytes\":");
    private static final byte[] RESPONSE_BYTES = ascii(",\"response_bytes\":");
    private static final byte[] DURATION = ascii(",\"duration_ms\":");
    private static final byte[] HEAD_TIME = ascii(",\"response_head_ms\":");
    private static final byte[] REFERRER = ascii(",\"referrer\":");
    private static final byte[] USER_AGENT = ascii(",\"user_agent\":");
    private static final byte[] ROUTE = ascii(",\"route\":");
    private static final byte[] SERVICE = ascii(",\"service\":");
    private static final byte[] ENDPOINT = ascii(",\"endpoint\":");
    private static final byte[] REQUEST_ID = ascii(",\"request_id\":");
    private static final byte[] FAILURE = ascii(",\"failure\":");
    private static final byte[] END = ascii("}\n");
    private static final byte[] NULL = ascii("null");

    private final SecondText second =
            new SecondText(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.", Locale.ROOT));

    @Override
    public void write(AccessRecord exchange, LineWriter line) {
        time(exchange, line);
        client(exchange, line);
        request(exchange.head(), line);
        text(TLS, exchange.tls(), line);
        numbers(exchange, line);
        text(ROUTE, exchange.route(), line);
        text(SERVICE, exchange.service(), line);
        endpoint(exchange.endpointHost(), exchange.endpointPort(), line);
        text(REQUEST_ID, exchange.requestId(), line);
        text(FAILURE, exchange.failure(), line);
        line.raw(END);
    }

    private void time(AccessRecord exchange, LineWriter line) {
        int millis = Math.floorMod(exchange.startMillis(), 1000);
        line.raw(TIME);
        line.raw(second.at(exchange.startMillis()));
        line.raw((char) ('0' + millis / 100));
        line.raw((char) ('0' + millis / 10 % 10));
        line.raw((char) ('0' + millis % 10));
    }

    private static void client(AccessRecord exchange, LineWriter line) {
        line.raw(CLIENT);
        if (exchange.clientLength() == 0) {
            line.raw(NULL);
        } else {
            line.raw('"');
            line.address(exchange.client(), exchange.clientLength());
            line.raw('"');
        }
    }

    private static void request(@Nullable RequestHead head, LineWriter line) {
        if (head == null) {
            nothing(METHOD, line);
            nothing(TARGET, line);
            nothing(PROTOCOL, line);
            nothing(HOST, line);
            nothing(REFERRER, line);
            nothing(USER_AGENT, line);
            return;
        }
        range(METHOD, head, head.methodStart(), head.methodEnd(), line);
        range(TARGET, head, head.targetStart(), head.targetEnd(), line);
        text(PROTOCOL, head.version().text(), line);
        range(HOST, head, head.hostStart(), head.hostEnd(), line);
        field(REFERRER, head, FieldName.REFERER, line);
        field(USER_AGENT, head, FieldName.USER_AGENT, line);
    }

    private static void numbers(AccessRecord exchange, LineWriter line) {
        line.raw(STATUS);
        line.number(exchange.status());
        line.raw(REQUEST_BYTES);
        line.number(exchange.requestBytes());
        line.raw(RESPONSE_BYTES);
        line.number(exchange.responseBytes());
        line.raw(DURATION);
        line.millis(exchange.durationNanos());
        line.raw(HEAD_TIME);
        if (exchange.headNanos() == AccessRecord.NONE) {
            line.raw(NULL);
        } else {
            line.millis(exchange.headNanos());
        }
    }

    /** As in a URL, with brackets around an IPv6 address (RFC 3986 section 3.2.2). */
    private static void endpoint(String host, int port, LineWriter line) {
        if (host.isEmpty()) {
            nothing(ENDPOINT, line);
            return;
        }
        boolean ipv6 = host.indexOf(':') >= 0;
        line.raw(ENDPOINT);
        line.raw('"');
        if (ipv6) {
            line.raw('[');
        }
        line.escaped(host, Escape.JSON);
        if (ipv6) {
            line.raw(']');
        }
        line.raw(':');
        line.number(port);
        line.raw('"');
    }

    private static void field(byte[] key, RequestHead head, FieldName name, LineWriter line) {
        int i = head.find(name);
        if (i < 0) {
            nothing(key, line);
        } else {
            range(key, head, head.valueStart(i), head.valueEnd(i), line);
        }
    }

    private static void range(byte[] key, RequestHead head, int start, int end, LineWriter line) {
        if (start == end) {
            nothing(key, line);
            return;
        }
        line.raw(key);
        line.raw('"');
        line.escaped(head.bytes(), start, end, Escape.JSON);
        line.raw('"');
    }

    private static void text(byte[] key, String text, LineWriter line) {
        if (text.isEmpty()) {
            nothing(key, line);
            return;
        }
        line.raw(key);
        line.raw('"');
        line.escaped(text, Escape.JSON);
        line.raw('"');
    }

    private static void nothing(byte[] key, LineWriter line) {
        line.raw(key);
        line.raw(NULL);
    }
}
