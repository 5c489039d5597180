package dev.waggle.proxy.fuzz;

import dev.waggle.proxy.http1.ChunkDecoder;
import dev.waggle.proxy.http1.ChunkEncoder;
import dev.waggle.proxy.http1.ChunkLimits;
import dev.waggle.proxy.http1.HeadLimits;
import dev.waggle.proxy.http1.RequestHeadDecoder;
import dev.waggle.proxy.http1.RequestHeadEncoder;
import dev.waggle.proxy.http1.UpstreamHeadPlan;
import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.proxy.policy.ClientIdentity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A client's bytes through both codecs: what is sent on reads, by a parser that knows only the
 * strict form, as exactly the requests that were decided on, in their order and with nothing
 * between.
 */
public final class ForwardingTarget {
    private static final ClientIdentity CLIENT = ClientIdentity.direct("192.0.2.7", true);

    private ForwardingTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        ByteBuf out = Unpooled.buffer();
        List<Decided> decided = forward(Unpooled.wrappedBuffer(input), out);
        byte[] sent = new byte[out.readableBytes()];
        out.readBytes(sent);
        List<StrictRequests.Request> read = StrictRequests.read(sent);
        List<Decided> seen = read.stream().map(Decided::of).toList();
        if (!seen.equals(decided)) {
            throw new AssertionError("decided on " + decided + ", but sent " + seen);
        }
        for (StrictRequests.Request request : read) {
            if (!request.value("x-forwarded-for").equals("192.0.2.7")
                    || !request.value("x-real-ip").equals("192.0.2.7")
                    || !request.value("x-forwarded-proto").equals("https")) {
                throw new AssertionError("somebody else's words: " + request.fields());
            }
        }
    }

    /** What a request is, as far as it must not be read in two ways. */
    public record Decided(String method, String target, String host, String body, boolean leaves) {
        static Decided of(StrictRequests.Request request) {
            return new Decided(
                    request.method(),
                    request.target(),
                    request.value("host"),
                    request.body(),
                    !request.value("upgrade").isEmpty());
        }

        /** What a head says, with the body that was read behind it. */
        public static Decided of(RequestHead head, String body) {
            return new Decided(
                    head.text(head.methodStart(), head.methodEnd()),
                    head.text(head.targetStart(), head.targetEnd()),
                    head.text(head.authorityStart(), head.authorityEnd()),
                    body,
                    head.isUpgrade());
        }
    }

    private static List<Decided> forward(ByteBuf in, ByteBuf out) {
        RequestHeadDecoder heads = new RequestHeadDecoder(HeadLimits.DEFAULT);
        List<Decided> decided = new ArrayList<>();
        boolean goesOn = true;
        while (goesOn) {
            RequestHead head = new RequestHead();
            if (heads.decode(in, head) != DecodeResult.COMPLETE || !namesHost(head)) {
                return decided;
            }
            ByteBuf body = Unpooled.buffer();
            Trailers trailers = new Trailers();
            if (!readBody(head, in, body, trailers)) {
                return decided;
            }
            decided.add(Decided.of(head, body.toString(StandardCharsets.ISO_8859_1)));
            send(head, body, trailers, out);
            goesOn = head.isKeepAlive() && !head.isUpgrade();
        }
        return decided;
    }

    /** Nothing is routed without a host, so nothing is sent on. */
    private static boolean namesHost(RequestHead head) {
        return head.authorityEnd() > head.authorityStart();
    }

    private static boolean readBody(RequestHead head, ByteBuf in, ByteBuf body, Trailers trailers) {
        if (head.isChunked()) {
            return new ChunkDecoder(ChunkLimits.DEFAULT)
                            .decode(in, piece -> takeInto(body, piece), trailers)
                    == DecodeResult.COMPLETE;
        }
        if (head.contentLength() > in.readableBytes()) {
            return false;
        }
        body.writeBytes(in, (int) Math.max(0, head.contentLength()));
        return true;
    }

    private static void takeInto(ByteBuf body, ByteBuf piece) {
        body.writeBytes(piece);
        piece.release();
    }

    private static void send(RequestHead head, ByteBuf body, Trailers trailers, ByteBuf out) {
        UpstreamHeadPlan plan =
                new UpstreamHeadPlan()
                        .begin(CLIENT)
                        .upgrade(head.isUpgrade())
                        .expectContinue(true)
                        .forwarded(true);
        if (head.isChunked()) {
            plan.chunked();
        } else if (head.contentLength() >= 0) {
            plan.length(head.contentLength());
        }
        new RequestHeadEncoder().encode(head, plan, out);
        if (!head.isChunked()) {
            out.writeBytes(body);
            return;
        }
        if (body.isReadable()) {
            ChunkEncoder.writeSize(out, body.readableBytes());
            out.writeBytes(body);
            ChunkEncoder.writeDataEnd(out);
        }
        ChunkEncoder.writeLast(out, trailers);
    }
}
