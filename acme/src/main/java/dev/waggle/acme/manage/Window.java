package dev.waggle.acme.manage;

import java.time.Instant;

/**
 * What a CA has said of one certificate's renewal.
 *
 * @param fingerprint whose
 * @param start of the window
 * @param end of the window, after its start
 */
record Window(String fingerprint, Instant start, Instant end) {}
