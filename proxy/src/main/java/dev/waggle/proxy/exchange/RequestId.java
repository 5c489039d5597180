package dev.waggle.proxy.exchange;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Ids that a client can quote and an operator can find in the log: 64 random bits, not secret. */
public final class RequestId {
    private RequestId() {}

    /** A new one. */
    public static String next() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
