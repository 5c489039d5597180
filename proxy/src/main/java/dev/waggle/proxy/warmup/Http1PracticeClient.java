package dev.waggle.proxy.warmup;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A connection of HTTP/1.1, with one request at a time. */
final class Http1PracticeClient extends PracticeClient {
    private final byte[] get;
    private final byte[] post;

    Http1PracticeClient(PracticeClients clients, String host, Runnable again) {
        super(clients, again);
        String fields =
                " / HTTP/1.1\r\nHost: "
                        + host
                        + "\r\nUser-Agent: practice\r\nAccept: */*\r\n"
                        + "Accept-Language: en-GB,en;q=0.5\r\n"
                        + "Accept-Encoding: gzip, deflate, br, zstd\r\n"
                        + "Cookie: session=0123456789abcdef0123456789abcdef\r\n";
        this.get = bytes("GET" + fields + "\r\n");
        this.post = bytes("POST" + fields + "Content-Length: 7\r\n\r\na=1&b=2");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    int atOnce() {
        return 1;
    }

    @Override
    void begin(ChannelHandlerContext context) {
        // The first request says everything.
    }

    @Override
    void ask(ChannelHandlerContext context, int number) {
        context.write(Unpooled.wrappedBuffer(number % 4 == 3 ? post : get), context.voidPromise());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> unused) {
        while (bytes.isReadable()) {
            if (bytes.readByte() == PracticeTask.END) {
                answered(context);
            }
        }
    }
}
