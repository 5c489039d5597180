package dev.waggle.proxy.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.waggle.proxy.config.AccessLogFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class AccessLogTest {
    private static final int BUFFER = 64 * 1024;

    /** Bytes; longer ones fill the ring sooner. */
    private static final int SHORTEST_LINE = 64;

    private final AccessRecord exchange = new AccessRecord();

    @Test
    void linesOfAllEventLoopsReachTheStreamWhole() throws Exception {
        try (PipedInputStream in = new PipedInputStream();
                AccessLog log = log(new PipedOutputStream(in))) {
            AccessLogWriter one = log.writer();
            AccessLogWriter other = log.writer();
            log.start();
            exchange.status(201);
            one.write(exchange);
            exchange.status(202);
            other.write(exchange);
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, US_ASCII));
            assertThat(reader.readLine() + reader.readLine()).contains("\" 201 ", "\" 202 ");
            assertThat(log.dropped()).isZero();
        }
    }

    /** At 40,000 requests a second a ring of the usual size is full before the next look. */
    @Test
    void aRingThatFillsUpBeforeTheNextLookIsCarriedAtOnce() throws Exception {
        Semaphore carried = new Semaphore(0);
        OutputStream out =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new AssertionError("not in pieces");
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        carried.release();
                    }
                };
        try (AccessLog log =
                new AccessLog(AccessLogFormat.COMMON, BUFFER, out, Duration.ofHours(1))) {
            AccessLogWriter writer = log.writer();
            writer.write(exchange);
            log.start();
            assertThat(carried.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < BUFFER / 2 / SHORTEST_LINE; i++) {
                writer.write(exchange);
            }
            assertThat(carried.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aBlockedStreamCostsLinesAndNotRequests() throws Exception {
        // Nobody reads this pipe of 1 KiB.
        try (PipedInputStream in = new PipedInputStream(1024);
                AccessLog log = log(new PipedOutputStream(in))) {
            AccessLogWriter writer = log.writer();
            log.start();
            for (int i = 0; i < 10_000; i++) {
                writer.write(exchange);
            }
            assertThat(log.dropped()).isGreaterThan(9_000);
        }
    }

    @Test
    void closingWritesWhatIsThere() throws Exception {
        try (PipedInputStream in = new PipedInputStream(BUFFER)) {
            AccessLog log = log(new PipedOutputStream(in));
            AccessLogWriter writer = log.writer();
            log.start();
            writer.write(exchange);
            log.close();
            assertThat(in.available()).isPositive();
        }
    }

    @Test
    void aStreamThatIsGoneIsCountedAsLostLines() throws Exception {
        AccessLog log = log(new BrokenStream());
        AccessLogWriter writer = log.writer();
        log.start();
        writer.write(exchange);
        writer.write(exchange);
        log.close();
        assertThat(log.dropped()).isEqualTo(2);
    }

    @Test
    void offWritesNothing() {
        AccessLog log = new AccessLog(AccessLogFormat.OFF, BUFFER, OutputStream.nullOutputStream());
        log.start();
        AccessLogWriter writer = log.writer();
        writer.write(exchange);
        assertThat(writer.isOn()).isFalse();
        log.close();
    }

    @Test
    void whatWasOffIsCarriedOnceItIsOnAndTheFormIsThatOfEachLine() throws Exception {
        try (PipedInputStream in = new PipedInputStream(BUFFER);
                AccessLog log =
                        new AccessLog(AccessLogFormat.OFF, BUFFER, new PipedOutputStream(in))) {
            AccessLogWriter writer = log.writer();
            log.start();
            writer.write(exchange);
            log.use(AccessLogFormat.JSON);
            writer.write(exchange);
            log.use(AccessLogFormat.COMMON);
            writer.write(exchange);
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, US_ASCII));
            assertThat(reader.readLine()).startsWith("{");
            assertThat(reader.readLine()).doesNotStartWith("{");
            log.use(AccessLogFormat.OFF);
            assertThat(writer.isOn()).isFalse();
        }
    }

    @Test
    void aLineAllocatesNothing() {
        AccessLogWriter common =
                new AccessLogWriter(new LineRing(1 << 20, () -> {}), new CommonFormat());
        AccessLogWriter json =
                new AccessLogWriter(new LineRing(1 << 20, () -> {}), new JsonFormat());
        exchange.client(new byte[] {10, 0, 0, 1});
        exchange.route("blog");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        writeMany(common, json);
        long before = threads.getCurrentThreadAllocatedBytes();
        writeMany(common, json);
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(after - before).isLessThan(1_000);
    }

    private void writeMany(AccessLogWriter common, AccessLogWriter json) {
        for (int i = 0; i < 1_000; i++) {
            common.write(exchange);
            json.write(exchange);
        }
    }

    private static AccessLog log(OutputStream out) {
        return new AccessLog(AccessLogFormat.COMMON, BUFFER, out);
    }

    private static final class BrokenStream extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }
    }
}
