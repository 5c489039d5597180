package dev.waggle.proxy.fuzz;

import dev.waggle.acme.CertificateRefused;
import dev.waggle.acme.PemPair;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A chain and its key in one text: they are read or refused in words, and nothing else happens. */
public final class PemTarget {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private PemTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        try {
            PemPair.of(text, text, NOW);
        } catch (CertificateRefused e) {
            if (String.valueOf(e.getMessage()).isEmpty() || e.fix().isEmpty()) {
                throw new AssertionError("refused without words", e);
            }
        }
    }
}
