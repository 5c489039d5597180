package dev.waggle.proxy.http2;

import dev.waggle.proxy.http1.RequestHeadEncoder;
import dev.waggle.proxy.http1.UpstreamHeadPlan;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.policy.ClientIdentity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Exception;
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
 * Heads of an HTTP/2 client: its request becomes the one form that the proxy has of requests, and
 * from that HTTP/1.1; the answer of a task becomes HPACK.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadTranslationBenchmark {
    private static final int STREAM = 1;
    private static final int OUT_BYTES = 16 << 10;
    private static final byte[] DATE =
            "Sun, 22 Nov 2026 15:00:00 GMT".getBytes(StandardCharsets.US_ASCII);
    private static final String[] SMALL = {
        ":method", "GET", ":scheme", "https", ":authority", "bench.example.test", ":path", "/small"
    };
    private static final String[] BROWSER = {
        ":method", "GET",
        ":authority", "www.example.test",
        ":scheme", "https",
        ":path", "/assets/app.js?v=3",
        "sec-ch-ua", "\"Not A Brand\";v=\"8\", \"Chromium\";v=\"130\"",
        "sec-ch-ua-mobile", "?0",
        "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
        "sec-ch-ua-platform", "\"Linux\"",
        "accept", "text/html,application/xhtml+xml,image/avif,*/*;q=0.8",
        "sec-fetch-site", "same-origin",
        "sec-fetch-mode", "no-cors",
        "sec-fetch-dest", "script",
        "referer", "https://www.example.test/",
        "accept-encoding", "gzip, deflate, br, zstd",
        "accept-language", "en-GB,en;q=0.9",
        "cookie", "session=0123456789abcdef",
        "cookie", "theme=dark",
        "priority", "u=1"
    };

    /** What the heads are like. */
    @Param({"small", "browser"})
    public String size = "small";

    private final RequestHead head = new RequestHead();
    private final RequestFieldsDecoder decoder =
            new RequestFieldsDecoder(
                    Http2Settings.DEFAULT,
                    _ -> {
                        head.clear();
                        return head;
                    });
    private final RequestHeadEncoder encoder = new RequestHeadEncoder();
    private final UpstreamHeadPlan plan = new UpstreamHeadPlan();
    private final ClientIdentity client = ClientIdentity.direct("192.0.2.7", true);
    private final ResponseHead answer = new ResponseHead();
    private final ResponseFields fields = new ResponseFields();
    private final ByteBuf out = Unpooled.buffer(OUT_BYTES);
    private HpackBlocks request = new HpackBlocks(out, out, out);

    /** Makes the heads. */
    @Setup
    public void write() throws Http2Exception {
        boolean browser = size.equals("browser");
        request = HpackBlocks.of(browser ? BROWSER : SMALL);
        read(request.first());
        requestAsHttp1();
        if (!out.toString(StandardCharsets.US_ASCII).contains("X-Forwarded-For: 192.0.2.7")) {
            throw new IllegalStateException("the head did not go through: " + knownRequest());
        }
        answer(browser);
    }

    private void answer(boolean browser) {
        answer.begin(200);
        answer.add("content-type", "text/javascript; charset=utf-8");
        answer.add("content-length", "1024");
        if (browser) {
            answer.add("server", "nginx/1.22.1");
            answer.add("last-modified", "Sat, 21 Nov 2026 10:00:00 GMT");
            answer.add("etag", "\"65f1c2d0-400\"");
            answer.add("cache-control", "public, max-age=31536000, immutable");
            answer.add("vary", "Accept-Encoding");
            answer.add("set-cookie", "session=0123456789abcdef; Path=/; Secure; HttpOnly");
            answer.add("x-content-type-options", "nosniff");
        }
    }

    private Object read(ByteBuf block) throws Http2Exception {
        var fields = (RequestFields) decoder.decodeHeaders(STREAM, block.readerIndex(0));
        return RequestReading.read(fields, true, Http2Settings.DEFAULT);
    }

    /** Reading and checking one that the connection's table knows. */
    @Benchmark
    public Object knownRequest() throws Http2Exception {
        return read(request.known());
    }

    /** Reading and checking one whose values have to be read letter by letter. */
    @Benchmark
    public Object literalRequest() throws Http2Exception {
        return read(request.literal());
    }

    /** Reading, checking and writing it to a task, with forwarding fields. */
    @Benchmark
    public ByteBuf requestAsHttp1() throws Http2Exception {
        read(request.known());
        encoder.encode(head, plan.begin(client), out.clear());
        return out;
    }

    /** Writing the answer to the client. */
    @Benchmark
    public ByteBuf response() {
        fields.of(answer, DATE).writeTo(out.clear());
        return out;
    }
}
