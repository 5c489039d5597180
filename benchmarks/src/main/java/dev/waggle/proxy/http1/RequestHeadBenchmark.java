package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.ClientIdentity;
import dev.waggle.proxy.policy.HostNormaliser;
import dev.waggle.proxy.policy.PathNormaliser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
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
 * A request head on its way through the proxy: read, normalised, written with forwarding fields.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestHeadBenchmark {
    private static final int OUT_BYTES = 16 << 10;

    /** What the head is like. */
    @Param({"small", "browser", "8k"})
    public String size = "small";

    private final RequestHeadDecoder decoder = new RequestHeadDecoder(HeadLimits.DEFAULT);
    private final UncheckedHeadReader unchecked = new UncheckedHeadReader();
    private final RequestHead head = new RequestHead();
    private final RequestHeadEncoder encoder = new RequestHeadEncoder();
    private final UpstreamHeadPlan plan = new UpstreamHeadPlan();
    private final ClientIdentity client = ClientIdentity.direct("192.0.2.7", true);
    private final HostNormaliser hosts = new HostNormaliser();
    private final PathNormaliser paths = new PathNormaliser();
    private final ByteBuf out = Unpooled.buffer(OUT_BYTES);
    private ByteBuf in = Unpooled.EMPTY_BUFFER;

    /** Makes the head. */
    @Setup
    public void write() {
        in = HeadTexts.bytes(HeadTexts.of(size));
        scanAndRewrite();
        if (!out.toString(StandardCharsets.US_ASCII).contains("X-Forwarded-For: 192.0.2.7")) {
            throw new IllegalStateException("the head did not go through: " + scan());
        }
    }

    /** Reading and checking it. */
    @Benchmark
    public DecodeResult scan() {
        return decoder.decode(in.readerIndex(0), head);
    }

    /** Writing the one that has been read to a task, with forwarding fields. */
    @Benchmark
    public ByteBuf rewrite() {
        encoder.encode(head, plan.begin(client), out.clear());
        return out;
    }

    /** All of it, with host and path normalised between the two. */
    @Benchmark
    public ByteBuf scanAndRewrite() {
        scan();
        hosts.normalise(head);
        paths.normalise(head.bytes(), head.targetStart(), head.pathEnd());
        return rewrite();
    }

    /** The same without a check: what is less than {@link #scanAndRewrite} is what checks cost. */
    @Benchmark
    public ByteBuf rewriteUnchecked() {
        unchecked.read(in.readerIndex(0), head);
        return rewrite();
    }
}
