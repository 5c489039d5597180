package dev.waggle.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2HeadersDecoder;
import java.util.function.LongSupplier;

/**
 * Reads frames, has the ones counted that are {@link IdleFrames}, and knows since when a head is on
 * its way: from the header of HEADERS to the end of the last CONTINUATION (RFC 9113 section 6.10).
 *
 * <p>Until then no other frame may come and nothing else of the connection can move, so a head that
 * trickles in would hold all that is open beside it.
 */
final class TimedFrameReader extends DefaultHttp2FrameReader {
    private static final int HEADER_BYTES = 9;
    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;
    private static final int END_HEADERS = 4;

    private final IdleFrames idleFrames;
    private final LongSupplier nanoTime;
    private int headerBytes;
    private int length;
    private byte type;
    private byte flags;
    private int payloadLeft;
    private boolean inHead;
    private long headSince;
    private boolean flooded;

    /**
     * @param maxSmallContinuations how many fragments of a head may be under 4 KiB
     */
    TimedFrameReader(
            Http2HeadersDecoder heads,
            int maxSmallContinuations,
            IdleFrames idleFrames,
            LongSupplier nanoTime) {
        super(heads, maxSmallContinuations);
        this.idleFrames = idleFrames;
        this.nanoTime = nanoTime;
    }

    /** Whether a head has begun and not ended, for at least so long. */
    boolean isHeadOverdue(long now, long nanos) {
        return inHead && now - headSince >= nanos;
    }

    /** Whether the frame that was read last was one of a head. */
    boolean isOfHead() {
        return type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION;
    }

    @Override
    public void readFrame(ChannelHandlerContext ctx, ByteBuf input, Http2FrameListener listener)
            throws Http2Exception {
        if (flooded) {
            // The connection is about to close: what else has come of it is nobody's.
            input.skipBytes(input.readableBytes());
            return;
        }
        int start = input.readerIndex();
        try {
            super.readFrame(ctx, input, listener);
        } finally {
            follow(input, start, input.readerIndex());
        }
        if (flooded) {
            throw Http2Exception.connectionError(
                    Http2Error.ENHANCE_YOUR_CALM, "too many frames that move nothing");
        }
    }

    /** Goes over what was read: the headers of frames byte by byte, their payloads in one step. */
    private void follow(ByteBuf input, int start, int end) {
        int at = start;
        while (at < end) {
            if (headerBytes < HEADER_BYTES) {
                readHeaderByte(input.getByte(at++));
            }
            if (headerBytes == HEADER_BYTES) {
                int step = Math.min(payloadLeft, end - at);
                payloadLeft -= step;
                at += step;
                endFrameIfRead();
            }
        }
    }

    private void readHeaderByte(byte b) {
        if (headerBytes < TYPE_AT) {
            length = (headerBytes == 0 ? 0 : length << 8) | (b & 0xFF);
        } else if (headerBytes == TYPE_AT) {
            type = b;
        } else if (headerBytes == FLAGS_AT) {
            flags = b;
        }
        if (++headerBytes == HEADER_BYTES) {
            payloadLeft = length;
            beginFrame();
        }
    }

    private void beginFrame() {
        switch (type) {
            case Http2FrameTypes.HEADERS -> beginHead();
            case Http2FrameTypes.DATA, Http2FrameTypes.CONTINUATION -> {
                // They have bounds of their own.
            }
            default -> flooded |= idleFrames.isTooMuch(nanoTime.getAsLong());
        }
    }

    private void beginHead() {
        if (!inHead) {
            inHead = true;
            idleFrames.requested();
            headSince = nanoTime.getAsLong();
        }
    }

    private void endFrameIfRead() {
        if (payloadLeft > 0) {
            return;
        }
        headerBytes = 0;
        if (isOfHead() && (flags & END_HEADERS) != 0) {
            inHead = false;
        }
    }
}
