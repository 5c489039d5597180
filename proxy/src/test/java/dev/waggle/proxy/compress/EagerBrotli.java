package dev.waggle.proxy.compress;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Decodes brotli as a browser does: whatever can be decoded is there at once. */
final class EagerBrotli extends InputStream {
    private static final int INPUT_BYTES = 4096;

    private final InputStream in;
    private final DecoderJNI.Wrapper decoder;
    private ByteBuffer decoded = ByteBuffer.allocate(0);

    EagerBrotli(InputStream in) throws IOException {
        this.in = in;
        this.decoder = new DecoderJNI.Wrapper(INPUT_BYTES);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (!decoded.hasRemaining()) {
            if (decoder.hasOutput()) {
                decoded = decoder.pull();
            } else if (!feed()) {
                return -1;
            }
        }
        int count = Math.min(length, decoded.remaining());
        decoded.get(bytes, offset, count);
        return count;
    }

    private boolean feed() throws IOException {
        return switch (decoder.getStatus()) {
            case NEEDS_MORE_INPUT -> {
                byte[] bytes = new byte[INPUT_BYTES];
                int count = in.read(bytes);
                if (count > 0) {
                    decoder.getInputBuffer().clear().put(bytes, 0, count);
                    decoder.push(count);
                }
                yield count >= 0;
            }
            case OK, NEEDS_MORE_OUTPUT -> {
                decoder.push(0);
                yield true;
            }
            case DONE -> false;
            case ERROR -> throw new IOException("no brotli");
        };
    }

    @Override
    public void close() throws IOException {
        decoder.destroy();
        in.close();
    }
}
