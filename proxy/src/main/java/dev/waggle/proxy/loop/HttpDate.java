package dev.waggle.proxy.loop;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The value of a {@code Date} field (RFC 9110 section 5.6.7), written anew once a second. Belongs
 * to one event loop.
 */
public final class HttpDate {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final LongSupplier epochMillis;
    private long second = Long.MIN_VALUE;
    private byte[] text = new byte[0];

    public HttpDate(LongSupplier epochMillis) {
        this.epochMillis = epochMillis;
    }

    /** The date of now; not to be written to, and not to be kept. */
    public byte[] now() {
        long current = Math.floorDiv(epochMillis.getAsLong(), 1000L);
        if (current != second) {
            second = current;
            text =
                    FORMAT.format(Instant.ofEpochSecond(current))
                            .getBytes(StandardCharsets.US_ASCII);
        }
        return text;
    }
}
