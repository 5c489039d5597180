package dev.waggle.proxy.warmup;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.util.List;

/**
 * A connection of HTTP/2 (RFC 9113), with some streams at a time. Of the proxy's frames it looks at
 * types and flags alone; its answers are few enough for the windows that it opens at the start.
 */
final class Http2PracticeClient extends PracticeClient {
    private static final int STREAMS = 8;
    private static final int WINDOW_BYTES = 1 << 20;

    private final Http2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final Http2Headers head;

    Http2PracticeClient(PracticeClients clients, String host, Runnable again) {
        super(clients, again);
        this.head =
                new DefaultHttp2Headers()
                        .method("GET")
                        .scheme("https")
                        .authority(host)
                        .path("/")
                        .set("user-agent", "practice")
                        .set("accept", "*/*")
                        .set("accept-language", "en-GB,en;q=0.5")
                        .set("accept-encoding", "gzip, deflate, br, zstd")
                        .set("cookie", "session=0123456789abcdef0123456789abcdef");
    }

    @Override
    int atOnce() {
        return STREAMS;
    }

    @Override
    void begin(ChannelHandlerContext context) {
        ByteBuf out = context.alloc().buffer();
        out.writeBytes(Http2CodecUtil.connectionPrefaceBuf());
        Http2CodecUtil.writeFrameHeader(out, 6, Http2FrameTypes.SETTINGS, new Http2Flags(), 0);
        out.writeShort(Http2CodecUtil.SETTINGS_INITIAL_WINDOW_SIZE).writeInt(WINDOW_BYTES);
        Http2CodecUtil.writeFrameHeader(
                out, Integer.BYTES, Http2FrameTypes.WINDOW_UPDATE, new Http2Flags(), 0);
        out.writeInt(WINDOW_BYTES);
        context.write(out, context.voidPromise());
    }

    @Override
    void ask(ChannelHandlerContext context, int number) {
        int stream = 2 * number + 1;
        ByteBuf block = context.alloc().buffer();
        try {
            encoder.encodeHeaders(stream, head, block);
        } catch (Http2Exception e) {
            block.release();
            throw new IllegalStateException("a head that is always the same", e);
        }
        ByteBuf frame = context.alloc().buffer(Http2CodecUtil.FRAME_HEADER_LENGTH);
        Http2CodecUtil.writeFrameHeader(
                frame,
                block.readableBytes(),
                Http2FrameTypes.HEADERS,
                new Http2Flags().endOfHeaders(true).endOfStream(true),
                stream);
        context.write(Unpooled.wrappedBuffer(frame, block), context.voidPromise());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> unused) {
        while (bytes.readableBytes() >= Http2CodecUtil.FRAME_HEADER_LENGTH) {
            int start = bytes.readerIndex();
            int length = bytes.getUnsignedMedium(start);
            if (bytes.readableBytes() < Http2CodecUtil.FRAME_HEADER_LENGTH + length) {
                return;
            }
            byte type = bytes.getByte(start + 3);
            Http2Flags flags = new Http2Flags(bytes.getUnsignedByte(start + 4));
            bytes.skipBytes(Http2CodecUtil.FRAME_HEADER_LENGTH + length);
            frame(context, type, flags);
        }
    }

    private void frame(ChannelHandlerContext context, byte type, Http2Flags flags) {
        switch (type) {
            case Http2FrameTypes.DATA, Http2FrameTypes.HEADERS -> {
                if (flags.endOfStream()) {
                    answered(context);
                }
            }
            case Http2FrameTypes.SETTINGS -> {
                if (!flags.ack()) {
                    acknowledge(context);
                }
            }
            case Http2FrameTypes.RST_STREAM, Http2FrameTypes.GO_AWAY -> context.close();
            default -> {
                // Says nothing of an answer.
            }
        }
    }

    private static void acknowledge(ChannelHandlerContext context) {
        ByteBuf out = context.alloc().buffer(Http2CodecUtil.FRAME_HEADER_LENGTH);
        Http2CodecUtil.writeFrameHeader(
                out, 0, Http2FrameTypes.SETTINGS, new Http2Flags().ack(true), 0);
        context.write(out, context.voidPromise());
    }
}
