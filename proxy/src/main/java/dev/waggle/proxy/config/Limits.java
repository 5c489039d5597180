package dev.waggle.proxy.config;

/**
 * Bounds on what a peer may send and hold. Bytes, or counts.
 *
 * @param requestLineBytes over it 414
 * @param headBytes over it 431
 * @param fields most fields of a head; over it 431
 * @param cookieCrumbs most {@code cookie} fields of an HTTP/2 request before they are joined
 * @param connections most client connections; 0 for what memory and descriptors allow
 * @param connectionsPerAddress of one IPv4 address or one /64
 * @param requestsPerConnection then it is closed politely
 * @param rateLimitClients whose rates are remembered, over all routes
 * @param pipelinedBytes read ahead of the response that is under way
 * @param chunkExtensionBytes extensions of one chunk; over it 400, from a task 502
 * @param trailerBytes a trailer section; over it 431, from a task 502
 * @param trailerFields most fields of it
 * @param http2 of HTTP/2 connections
 * @param overload from where on connections are shed
 * @param response of what tasks answer
 * @param maxBodyBytes of a request where the route does not say; 0 for no limit
 * @param requestBufferBytes of a body without a length, collected to give it one
 * @param writeBufferLowBytes unsent bytes below which a connection is writable again
 * @param writeBufferHighBytes unsent bytes above which it is not
 */
public record Limits(
        int requestLineBytes,
        int headBytes,
        int fields,
        int cookieCrumbs,
        int connections,
        int connectionsPerAddress,
        int requestsPerConnection,
        int rateLimitClients,
        int pipelinedBytes,
        int chunkExtensionBytes,
        int trailerBytes,
        int trailerFields,
        Http2Limits http2,
        OverloadLimits overload,
        ResponseLimits response,
        long maxBodyBytes,
        int requestBufferBytes,
        int writeBufferLowBytes,
        int writeBufferHighBytes) {
    static Limits from(Settings settings) {
        return new Limits(
                settings.bytes(ConfigKeys.REQUEST_LINE),
                settings.bytes(ConfigKeys.HEAD),
                settings.get(ConfigKeys.FIELDS),
                settings.get(ConfigKeys.COOKIE_CRUMBS),
                settings.get(ConfigKeys.CONNECTIONS),
                settings.get(ConfigKeys.CONNECTIONS_PER_ADDRESS),
                settings.get(ConfigKeys.REQUESTS_PER_CONNECTION),
                settings.get(ConfigKeys.RATE_LIMIT_CLIENTS),
                settings.bytes(ConfigKeys.PIPELINED),
                settings.bytes(ConfigKeys.CHUNK_EXTENSION),
                settings.bytes(ConfigKeys.TRAILERS),
                settings.get(ConfigKeys.TRAILER_FIELDS),
                Http2Limits.from(settings),
                OverloadLimits.from(settings),
                ResponseLimits.from(settings),
                settings.get(ConfigKeys.MAX_BODY),
                settings.bytes(ConfigKeys.REQUEST_BUFFER),
                settings.bytes(ConfigKeys.WRITE_BUFFER_LOW),
                settings.bytes(ConfigKeys.WRITE_BUFFER_HIGH));
    }
}
