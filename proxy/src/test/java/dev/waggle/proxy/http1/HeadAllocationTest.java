package dev.waggle.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.policy.ClientIdentity;
import dev.waggle.proxy.policy.HostNormaliser;
import dev.waggle.proxy.policy.PathNormaliser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A head crosses the proxy without an object being made for it. */
class HeadAllocationTest {
    private static final String BROWSER_REQUEST =
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

            """
                    .replace("\n", "\r\n");
    private static final String RESPONSE =
            """
            HTTP/1.1 200 OK
            Server: x
            Content-Type: text/plain
            Content-Length: 5
            Connection: keep-alive
            ETag: "x"

            """
                    .replace("\n", "\r\n");

    @Test
    void readingAndWritingARequestHeadAllocatesNothing() {
        RequestHeadDecoder decoder = new RequestHeadDecoder(HeadLimits.DEFAULT);
        RequestHead head = new RequestHead();
        RequestHeadEncoder encoder = new RequestHeadEncoder();
        UpstreamHeadPlan plan = new UpstreamHeadPlan();
        ClientIdentity client = ClientIdentity.direct("192.0.2.7", true);
        HostNormaliser hosts = new HostNormaliser();
        PathNormaliser paths = new PathNormaliser();
        ByteBuf in = Unpooled.copiedBuffer(BROWSER_REQUEST, StandardCharsets.US_ASCII);
        ByteBuf out = Unpooled.buffer(4096);
        Runnable crossing =
                () -> {
                    decoder.decode(in.readerIndex(0), head);
                    hosts.normalise(head);
                    paths.normalise(head.bytes(), head.targetStart(), head.pathEnd());
                    encoder.encode(head, plan.begin(client), out.clear());
                };
        assertAllocatesNothing(crossing);
        assertThat(out.toString(StandardCharsets.US_ASCII)).contains("Cookie: session=");
    }

    @Test
    void readingAndWritingAResponseHeadAllocatesNothing() {
        ResponseHeadDecoder decoder = new ResponseHeadDecoder(64 * 1024, 256);
        ResponseHead head = new ResponseHead();
        ResponseHeadEncoder encoder = new ResponseHeadEncoder();
        ResponsePlan plan = new ResponsePlan();
        ByteBuf in = Unpooled.copiedBuffer(RESPONSE, StandardCharsets.US_ASCII);
        ByteBuf out = Unpooled.buffer(4096);
        Runnable crossing =
                () -> {
                    decoder.decode(in.readerIndex(0), head);
                    encoder.encode(head, plan.begin().length(5), out.clear());
                };
        assertAllocatesNothing(crossing);
        assertThat(out.toString(StandardCharsets.US_ASCII)).contains("ETag: \"x\"");
    }

    private static void assertAllocatesNothing(Runnable crossing) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long fewest = Long.MAX_VALUE;
        // What else runs on this thread (class loading, compilation events) may allocate in a
        // round.
        for (int round = 0; round < 5; round++) {
            run(crossing);
            long before = threads.getCurrentThreadAllocatedBytes();
            run(crossing);
            fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(fewest).isZero();
    }

    private static void run(Runnable crossing) {
        for (int i = 0; i < 2_000; i++) {
            crossing.run();
        }
    }
}
