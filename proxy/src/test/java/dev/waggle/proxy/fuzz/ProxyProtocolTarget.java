package dev.waggle.proxy.fuzz;

import dev.waggle.proxy.listener.ProxyProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer sends that speaks the PROXY protocol: one outcome at most, the same in whatever
 * pieces the bytes come, and what stands behind the header untouched.
 */
public final class ProxyProtocolTarget {
    private static final String V1 = "PROXY ";
    private static final String V2 = "\r\n\r\n\0\r\nQUIT\n";

    private ProxyProtocolTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Reading whole = read(input, input.length);
        Reading pieces = read(input, 7);
        require(whole.outcomes.size() <= 1, "two outcomes: " + whole.outcomes);
        require(whole.outcomes.equals(pieces.outcomes), whole.outcomes + " or " + pieces.outcomes);
        require(whole.rest.equals(pieces.rest), "other bytes in pieces");
        String text = new String(input, StandardCharsets.ISO_8859_1);
        require(text.endsWith(whole.rest), "bytes that nobody sent: " + whole.rest);
        boolean header = text.startsWith(V1) || text.startsWith(V2);
        require(header || !whole.told, "told without a header");
        require(whole.told || whole.rest.isEmpty(), "bytes before the header was read");
    }

    private static final class Reading implements ProxyProtocol.Outcome {
        private final List<String> outcomes = new ArrayList<>();
        private String rest = "";
        private boolean told;

        @Override
        public void told(@Nullable InetSocketAddress source) {
            told = true;
            outcomes.add(String.valueOf(source));
        }

        @Override
        public void refused(String reason) {
            outcomes.add(reason);
        }
    }

    private static Reading read(byte[] input, int step) {
        Reading reading = new Reading();
        EmbeddedChannel channel = new EmbeddedChannel();
        ProxyProtocol.install(channel.pipeline(), reading);
        for (int at = 0; at < input.length && channel.isOpen(); at += step) {
            channel.writeInbound(
                    Unpooled.copiedBuffer(input, at, Math.min(step, input.length - at)));
        }
        StringBuilder rest = new StringBuilder();
        for (Object message = channel.readInbound();
                message != null;
                message = channel.readInbound()) {
            ByteBuf piece = (ByteBuf) message;
            rest.append(piece.toString(StandardCharsets.ISO_8859_1));
            piece.release();
        }
        reading.rest = rest.toString();
        channel.finishAndReleaseAll();
        return reading;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
