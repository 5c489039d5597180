package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.Refusal;
import io.netty.buffer.ByteBuf;

/**
 * Copies the bytes of a head out of the input as they come, once, and has them scanned where they
 * then stand, once.
 *
 * <p>The input keeps the bytes until the head is complete: the reader index moves only then, over
 * the whole head. Until then the caller passes the same head and an input that begins with the same
 * bytes. After a refusal the decoder is of no more use.
 *
 * @param <H> which head
 */
abstract sealed class HeadDecoder<H extends Head> permits RequestHeadDecoder, ResponseHeadDecoder {
    /**
     * How much is copied at a time: behind a head may stand a body, and of that little should be
     * copied for nothing.
     */
    private static final int STEP_BYTES = 4096;

    private final int maxHeadBytes;
    private boolean begun;
    private int copied;

    HeadDecoder(int maxHeadBytes) {
        this.maxHeadBytes = maxHeadBytes;
    }

    /**
     * Reads on.
     *
     * @return {@link DecodeResult#COMPLETE} with the head filled and the input behind it, {@link
     *     DecodeResult#NEED_MORE} with nothing consumed, or a {@link Refusal}
     */
    public final DecodeResult decode(ByteBuf in, H head) {
        if (!begun) {
            begun = true;
            copied = 0;
            head.clear();
            begin(head);
        }
        while (copied < in.readableBytes()) {
            if (copied == maxHeadBytes) {
                return Refusal.HEAD_TOO_LARGE;
            }
            copyStep(in, head);
            DecodeResult result = scan(head);
            if (result == DecodeResult.COMPLETE) {
                return complete(in, head);
            }
            if (result != DecodeResult.NEED_MORE) {
                return result;
            }
        }
        return copied == maxHeadBytes ? Refusal.HEAD_TOO_LARGE : DecodeResult.NEED_MORE;
    }

    /** Whether a part of a head has come, so that the time for a whole one is running. */
    public final boolean isInHead() {
        return begun && copied > 0;
    }

    private void copyStep(ByteBuf in, H head) {
        int count = Math.min(in.readableBytes() - copied, STEP_BYTES);
        count = Math.min(count, maxHeadBytes - copied);
        int start = head.reserve(count);
        in.getBytes(in.readerIndex() + copied, head.bytes(), start, count);
        copied += count;
    }

    private DecodeResult complete(ByteBuf in, H head) {
        int headEnd = headEnd();
        head.truncate(headEnd);
        in.skipBytes(headEnd);
        begun = false;
        return check(head);
    }

    /** Resets what the scan of the head before left. */
    abstract void begin(H head);

    /** Scans what was added to the head's bytes. */
    abstract DecodeResult scan(H head);

    /** Where the head ended, after its scan is complete. */
    abstract int headEnd();

    /** Judges the whole head: complete or refused. */
    abstract DecodeResult check(H head);
}
