package dev.waggle.proxy.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LineRingTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aLineIsSeenOnce() throws IOException {
        LineRing ring = new LineRing(16, () -> {});
        assertThat(ring.drainTo(out)).isZero();
        write(ring, "a");
        assertThat(ring.drainTo(out)).isOne();
        assertThat(ring.drainTo(out)).isZero();
        assertThat(out.toString(US_ASCII)).isEqualTo("a");
    }

    @Test
    void linesWrapAroundTheEnd() throws IOException {
        LineRing ring = new LineRing(16, () -> {});
        for (int i = 0; i < 100; i++) {
            String line = "line " + i + " of 10\n";
            write(ring, line.substring(line.length() - 11));
            out.reset();
            ring.drainTo(out);
            assertThat(out.toString(US_ASCII)).isEqualTo(line.substring(line.length() - 11));
        }
        assertThat(ring.dropped()).isZero();
    }

    @Test
    void aFullRingDropsWholeLinesAndCounts() throws IOException {
        LineRing ring = new LineRing(16, () -> {});
        write(ring, "1234567\n");
        write(ring, "89abcde\n");
        write(ring, "x\n");
        write(ring, "this line is longer than the ring\n");
        assertThat(ring.dropped()).isEqualTo(2);
        ring.drainTo(out);
        write(ring, "again\n");
        ring.drainTo(out);
        assertThat(out.toString(US_ASCII)).isEqualTo("1234567\n89abcde\nagain\n");
        assertThat(ring.dropped()).isEqualTo(2);
    }

    @Test
    void theReaderIsWokenOnceHalfOfTheRingIsFull() throws IOException {
        AtomicInteger woken = new AtomicInteger();
        LineRing ring = new LineRing(64, woken::incrementAndGet);
        write(ring, "x".repeat(31));
        assertThat(woken).hasValue(0);
        write(ring, "x");
        assertThat(woken).hasValue(1);
        write(ring, "x");
        assertThat(woken).hasValue(1);
        ring.drainTo(out);
        write(ring, "x".repeat(31));
        assertThat(woken).hasValue(1);
        write(ring, "x");
        assertThat(woken).hasValue(2);
        write(ring, "x".repeat(8));
        assertThat(woken).hasValue(3);
    }

    @Test
    void nothingOfALineThatDidNotFitIsSeen() throws IOException {
        LineRing ring = new LineRing(16, () -> {});
        write(ring, "x".repeat(20) + "\n");
        assertThat(ring.drainTo(out)).isZero();
        assertThat(ring.dropped()).isOne();
    }

    @Test
    void discardingCountsLines() throws IOException {
        LineRing ring = new LineRing(64, () -> {});
        write(ring, "a\n");
        write(ring, "b\n");
        assertThat(ring.discard()).isEqualTo(2);
        assertThat(ring.drainTo(out)).isZero();
    }

    @Test
    void twoThreadsLoseAndBreakNothing() throws Exception {
        LineRing ring = new LineRing(1024, () -> {});
        int lines = 200_000;
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < lines; i++) {
                        write(ring, "line number " + i + "\n");
                    }
                });
        while (!writer.isDone()) {
            ring.drainTo(out);
        }
        writer.get(10, TimeUnit.SECONDS);
        ring.drainTo(out);
        String[] read = out.toString(US_ASCII).split("\n", -1);
        assertThat(read.length - 1 + ring.dropped()).isEqualTo(lines);
        long before = -1;
        for (int i = 0; i < read.length - 1; i++) {
            assertThat(read[i]).startsWith("line number ");
            long number = Long.parseLong(read[i].substring("line number ".length()));
            assertThat(number).isGreaterThan(before);
            before = number;
        }
    }

    private static void write(LineRing ring, String line) {
        byte[] bytes = line.getBytes(US_ASCII);
        ring.add(bytes, bytes.length);
    }
}
