package dev.waggle.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a handshake: the same message in whatever pieces they come, and none where all
 * of them together are refused.
 */
public final class ClientHelloTarget {
    private static final int MAX_BYTES = 4096;

    private ClientHelloTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String whole = read(new ClientHelloReader(MAX_BYTES), Unpooled.wrappedBuffer(input));
        ClientHelloReader reader = new ClientHelloReader(MAX_BYTES);
        String pieces = "more";
        for (int count = 1; count <= input.length && pieces.equals("more"); count++) {
            pieces = read(reader, Unpooled.wrappedBuffer(input, 0, count));
        }
        // Byte by byte it may still wait for what it knows to be missing; time ends that.
        boolean waits = whole.equals("refused") && pieces.equals("more");
        if (!waits && !whole.equals(pieces)) {
            throw new AssertionError(whole + " whole, " + pieces + " byte by byte");
        }
    }

    private static String read(ClientHelloReader reader, ByteBuf in) {
        try {
            @Nullable ClientHello hello = reader.read(in);
            return hello == null ? "more" : hello.toString();
        } catch (HandshakeRefused e) {
            return "refused";
        }
    }
}
