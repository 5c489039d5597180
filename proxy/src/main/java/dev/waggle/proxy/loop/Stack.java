package dev.waggle.proxy.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Free buffers of one size; the last that came is the first that goes. */
final class Stack {
    private LoopBuffer[] buffers = new LoopBuffer[16];
    private int count;

    void push(LoopBuffer buffer) {
        if (count == buffers.length) {
            buffers = Arrays.copyOf(buffers, 2 * count);
        }
        buffers[count++] = buffer;
    }

    /**
     * Null when there is none. A place that is free may still name a buffer, until the next push.
     */
    @Nullable LoopBuffer pop() {
        return count == 0 ? null : buffers[--count];
    }
}
