package dev.waggle.benchmarks.peer;

import java.nio.ByteBuffer;

/** A message of gRPC as it stands in a body: a flag, its length, its bytes. */
public final class GrpcMessage {
    private static final int PREFIX_BYTES = 5;

    private GrpcMessage() {}

    /** One that is not compressed, of so many zero bytes. */
    public static byte[] of(int length) {
        return ByteBuffer.allocate(PREFIX_BYTES + length).put((byte) 0).putInt(length).array();
    }
}
