package dev.waggle.acme.order;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.life.WantedCertificate;
import java.util.Optional;

/**
 * What is to be ordered.
 *
 * @param wanted the names, and the kind of key
 * @param present the certificate that this issuer has made for these names before; empty for the
 *     first
 * @param known whether any CA has made one for these names before
 */
public record Attempt(
        WantedCertificate wanted, Optional<ServerCertificate> present, boolean known) {}
