package dev.waggle.proxy.exchange;

import io.netty.buffer.ByteBuf;

/**
 * Follows the frames of one direction of a WebSocket without keeping anything of them: knows where
 * one ends and the next may begin (RFC 6455 section 5.2).
 */
final class FrameScanner {
    private static final int CLOSE = 0x8;
    private static final int OPCODE = 0x0F;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int LENGTH_IN_16_BITS = 126;
    private static final int LENGTH_IN_64_BITS = 127;
    private static final int MASK_BYTES = 4;

    private enum Part {
        OPCODE,
        LENGTH,
        LONGER_LENGTH,
        MASK,
        PAYLOAD
    }

    private Part part = Part.OPCODE;
    private boolean masked;
    private boolean closed;
    private boolean lost;
    private int headerLeft;
    private long payloadLeft;

    /** Goes over all bytes that can be read, and leaves them where they are. */
    void pass(ByteBuf data) {
        scan(data, data.readerIndex(), false);
    }

    /**
     * Goes over the bytes up to the end of the frame that is under way, or over all if it goes on.
     *
     * @return how many bytes that were
     */
    int passToBoundary(ByteBuf data) {
        return scan(data, data.readerIndex(), true) - data.readerIndex();
    }

    /** Whether the next byte begins a frame. */
    boolean isAtBoundary() {
        return part == Part.OPCODE && !lost;
    }

    /** Whether a Close frame has begun: its sender sends nothing more (RFC 6455 section 5.5.1). */
    boolean hasClosed() {
        return closed;
    }

    /** Whether the bytes are no frames, so that nothing can be said of them any more. */
    boolean isLost() {
        return lost;
    }

    private int scan(ByteBuf data, int from, boolean toBoundary) {
        int at = from;
        int end = data.writerIndex();
        while (at < end && !lost && !(toBoundary && isAtBoundary())) {
            if (part == Part.PAYLOAD) {
                int skipped = (int) Math.min(payloadLeft, end - at);
                at += skipped;
                payloadLeft -= skipped;
                endOfPayload();
            } else {
                header(data.getByte(at++) & 0xFF);
            }
        }
        return at;
    }

    private void header(int octet) {
        switch (part) {
            case OPCODE -> {
                closed |= (octet & OPCODE) == CLOSE;
                part = Part.LENGTH;
            }
            case LENGTH -> length(octet);
            case LONGER_LENGTH -> longerLength(octet);
            case MASK -> {
                if (--headerLeft == 0) {
                    beginPayload();
                }
            }
            case PAYLOAD -> throw new IllegalStateException("the payload is no header");
        }
    }

    private void length(int octet) {
        masked = (octet & MASKED) != 0;
        int length = octet & LENGTH;
        if (length < LENGTH_IN_16_BITS) {
            payloadLeft = length;
            lengthKnown();
        } else {
            payloadLeft = 0;
            headerLeft = length == LENGTH_IN_64_BITS ? Long.BYTES : Short.BYTES;
            part = Part.LONGER_LENGTH;
        }
    }

    private void longerLength(int octet) {
        payloadLeft = payloadLeft << Byte.SIZE | octet;
        if (--headerLeft == 0) {
            lost = payloadLeft < 0;
            lengthKnown();
        }
    }

    private void lengthKnown() {
        if (masked) {
            headerLeft = MASK_BYTES;
            part = Part.MASK;
        } else {
            beginPayload();
        }
    }

    private void beginPayload() {
        part = Part.PAYLOAD;
        endOfPayload();
    }

    private void endOfPayload() {
        if (payloadLeft == 0) {
            part = Part.OPCODE;
        }
    }
}
