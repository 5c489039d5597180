package dev.waggle.proxy.compress;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.github.luben.zstd.util.Native;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which codings work on this system: their libraries are native, and there for Linux on amd64 and
 * arm64 only. What does not load is not offered.
 */
final class NativeCodings {
    private static final Logger LOG = LoggerFactory.getLogger(NativeCodings.class);
    private static final int AVAILABLE = load();

    private NativeCodings() {}

    /** A set of {@link ContentCoding#bit() bits}; loads the libraries when it is first asked. */
    static int available() {
        return AVAILABLE;
    }

    private static int load() {
        int available = ContentCoding.GZIP.bit();
        available |= bitUnless(ContentCoding.ZSTD, zstdProblem());
        available |= bitUnless(ContentCoding.BROTLI, Brotli4jLoader.getUnavailabilityCause());
        return available;
    }

    private static @Nullable Throwable zstdProblem() {
        try {
            Native.load();
            return null;
        } catch (LinkageError | RuntimeException e) {
            return e;
        }
    }

    static int bitUnless(ContentCoding coding, @Nullable Throwable problem) {
        if (problem == null) {
            return coding.bit();
        }
        LOG.warn(
                "responses are not compressed with {}: its library does not load ({})",
                coding.token(),
                problem.toString());
        return 0;
    }
}
