package dev.waggle.acme.dns;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Zones that Cloudflare serves.
 *
 * @param api where its API is, without a slash at the end
 * @param tokenFile an API token that may read the zones and edit their DNS; read with each request
 * @param ttl of the records that are made, at least one minute there
 */
public record CloudflareSettings(URI api, Path tokenFile, Duration ttl) {

    /** Where the API is for everybody. */
    public static final URI API = URI.create("https://api.cloudflare.com/client/v4");
}
