package dev.waggle.proxy.observe;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A time of day as text, made once a second. One thread. */
final class SecondText {
    private final DateTimeFormatter format;
    private long second = Long.MIN_VALUE;
    private byte[] text = new byte[0];

    SecondText(DateTimeFormatter format) {
        this.format = format.withZone(ZoneOffset.UTC);
    }

    /** The text of the second of this moment; not to be written to. */
    byte[] at(long epochMillis) {
        long wanted = Math.floorDiv(epochMillis, 1000);
        if (wanted != second) {
            text = LineWriter.ascii(format.format(Instant.ofEpochSecond(wanted)));
            second = wanted;
        }
        return text;
    }
}
