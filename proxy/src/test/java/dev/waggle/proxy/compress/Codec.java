package dev.waggle.proxy.compress;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** Decodes as a client would. */
public final class Codec {
    private Codec() {}

    /** What comes in this coding, to a proper end. */
    public static InputStream decoder(String coding, InputStream in) {
        try {
            return coding.equals("br")
                    ? new org.brotli.dec.BrotliInputStream(in)
                    : eager(coding, in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes in this coding, as soon as it can be decoded. */
    public static InputStream eager(String coding, InputStream in) throws IOException {
        NativeCodings.available();
        return switch (coding) {
            case "zstd" -> new ZstdInputStream(in);
            case "br" -> new EagerBrotli(in);
            case "gzip" -> new GZIPInputStream(in, 1);
            default -> throw new IllegalArgumentException(coding);
        };
    }

    /** All of it, to a proper end. */
    public static byte[] decode(String coding, byte[] bytes) {
        try (InputStream decoded = decoder(coding, new ByteArrayInputStream(bytes))) {
            return decoded.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
