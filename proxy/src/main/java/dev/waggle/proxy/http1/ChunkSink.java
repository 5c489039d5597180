package dev.waggle.proxy.http1;

import io.netty.buffer.ByteBuf;

/** Takes the body that a {@link ChunkDecoder} finds. */
@FunctionalInterface
public interface ChunkSink {
    /** A piece of the body, never empty; the receiver owns it and releases it. */
    void data(ByteBuf piece);
}
