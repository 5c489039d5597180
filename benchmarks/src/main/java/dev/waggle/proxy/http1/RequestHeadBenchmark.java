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
    private static final String SMALL =
            """
            GET /small HTTP/1.1
            Host: bench.example.test

            """;
    private static final String BROWSER =
            """
            GET /assets/app.js?v=3 HTTP/1.1
            Host: www.example.test
            Connection: keep-alive
            sec-ch-ua: "Not A Brand";v="8", "Chromium";v="130"
            sec-ch-ua-mobile: ?0
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36
            sec-ch-ua-platform: "Linux"
            Accept: text/html,application/xhtml+xml,image/avif,*/*;q=0.8
            Sec-Fetch-Site: same-origin
            Sec-Fetch-Mode: no-cors
            Sec-Fetch-Dest: script
            Referer: https://www.example.test/
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-GB,en;q=0.9
            Cookie: session=0123456789abcdef; theme=dark

            """;
    private static final int COOKIE_BYTES = 8 << 10;
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
        String text =
                switch (size) {
                    case "small" -> SMALL;
                    case "browser" -> BROWSER;
                    default -> BROWSER.replace("theme=dark", "theme=" + "x".repeat(COOKIE_BYTES));
                };
        in = Unpooled.copiedBuffer(text.replace("\n", "\r\n"), StandardCharsets.US_ASCII);
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

    /** Normalising host and path of a head that has been read. */
    @Benchmark
    public Object normalise() {
        scan();
        hosts.normalise(head);
        paths.normalise(head.bytes(), head.targetStart(), head.pathEnd());
        return paths;
    }

    /** All of it. */
    @Benchmark
    public ByteBuf scanAndRewrite() {
        normalise();
        return rewrite();
    }

    /** The same without a check: what is less than {@link #scanAndRewrite} is what checks cost. */
    @Benchmark
    public ByteBuf rewriteUnchecked() {
        unchecked.read(in.readerIndex(0), head);
        return rewrite();
    }

    private ByteBuf rewrite() {
        encoder.encode(head, plan.begin(client), out.clear());
        return out;
    }
}
