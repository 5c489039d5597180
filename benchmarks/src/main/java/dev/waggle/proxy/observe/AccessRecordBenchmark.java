package dev.waggle.proxy.observe;

import dev.waggle.proxy.http1.HeadTexts;
import dev.waggle.proxy.message.RequestHead;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The line of one exchange: its record filled as after each exchange, and written to the ring. The
 * ring is emptied now and then, as its thread does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AccessRecordBenchmark {
    private static final int RING_BYTES = 512 << 10;
    private static final int LINES_UNTIL_DRAINED = 256;
    private static final int LINES_OF_A_MILLISECOND = 20;
    private static final byte[] CLIENT = {(byte) 192, 0, 2, 7};

    /** How lines look. */
    @Param({"json", "common"})
    public String format = "json";

    /** Of the request. */
    @Param({"small", "browser"})
    public String size = "small";

    private final LineRing ring = new LineRing(RING_BYTES, () -> {});
    private final OutputStream nowhere = OutputStream.nullOutputStream();
    private final AccessRecord line = new AccessRecord();
    private AccessLogWriter log = new AccessLogWriter();
    private RequestHead head = new RequestHead();
    private long lines;

    /** Makes the writer. */
    @Setup
    public void open() {
        log =
                new AccessLogWriter(
                        ring, format.equals("json") ? new JsonFormat() : new CommonFormat());
        head = HeadTexts.read(HeadTexts.of(size));
    }

    /** Fills and writes it. */
    @Benchmark
    public long write() throws IOException {
        lines++;
        line.clear();
        line.client(CLIENT);
        line.head(head);
        line.status(200);
        line.responseBytes(1024);
        line.startMillis(1_795_000_000_000L + lines / LINES_OF_A_MILLISECOND);
        line.durationNanos(1_234_567);
        line.headNanos(1_200_000);
        line.tls("TLSv1.3");
        line.route("shop_web");
        line.service("shop_web");
        line.endpoint("10.0.1.7", 8080);
        log.write(line);
        return lines % LINES_UNTIL_DRAINED == 0 ? ring.drainTo(nowhere) : 0;
    }
}
