package dev.waggle.proxy.upstream;

import dev.waggle.proxy.http1.HeadTexts;
import dev.waggle.proxy.http1.UpstreamHeadPlan;
import dev.waggle.proxy.http2.HpackBlocks;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.policy.ClientIdentity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Heads to and from a task that speaks HTTP/2. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TaskHeadBenchmark {
    private static final int STREAM = 1;
    private static final int OUT_BYTES = 16 << 10;

    /** Of the request. */
    @Param({"small", "browser"})
    public String size = "small";

    private final ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
    private final UpstreamHeadPlan plan = new UpstreamHeadPlan();
    private final ClientIdentity client = ClientIdentity.direct("192.0.2.7", true);
    private final ResponseHead answer = new ResponseHead();
    private final Http2ResponseFieldsDecoder decoder =
            new Http2ResponseFieldsDecoder(Unconnected.SETTINGS, _ -> answer);
    private final ByteBuf out = Unpooled.buffer(OUT_BYTES);
    private RequestHead head = new RequestHead();
    private HpackBlocks response = new HpackBlocks(out, out, out);

    /** Makes the heads. */
    @Setup
    public void write() throws Http2Exception {
        head = HeadTexts.read(HeadTexts.of(size));
        response =
                HpackBlocks.of(
                        ":status", "200",
                        "content-type", "application/json",
                        "content-length", "1024",
                        "date", "Sun, 22 Nov 2026 15:00:00 GMT",
                        "server", "nginx/1.22.1",
                        "etag", "\"65f1c2d0-400\"",
                        "cache-control", "no-cache");
        read(response.first());
        literalResponse();
        if (answer.status() != 200 || answer.contentLength() != 1024) {
            throw new IllegalStateException("not read: " + answer.status());
        }
    }

    private Object read(ByteBuf block) throws Http2Exception {
        var fields = (Http2ResponseFields) decoder.decodeHeaders(STREAM, block.readerIndex(0));
        if (fields.check() != null) {
            throw new IllegalStateException("refused: " + fields.check());
        }
        return fields;
    }

    /** Writing the request, with forwarding fields. */
    @Benchmark
    public ByteBuf request() {
        new Http2RequestFields(head, plan.begin(client), false, allocator).writeTo(out.clear());
        return out;
    }

    /** Reading and checking a response that the connection's table knows. */
    @Benchmark
    public Object knownResponse() throws Http2Exception {
        return read(response.known());
    }

    /** Reading and checking one whose values have to be read letter by letter. */
    @Benchmark
    public Object literalResponse() throws Http2Exception {
        return read(response.literal());
    }
}
