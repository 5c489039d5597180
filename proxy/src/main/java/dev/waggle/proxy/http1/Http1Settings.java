package dev.waggle.proxy.http1;

/**
 * The bounds of an HTTP/1 connection to a client.
 *
 * @param headLimits what a head may hold
 * @param chunkLimits what chunk extensions and trailers may hold
 * @param idleNanos how long a connection may wait for the first byte of a request
 * @param headNanos how long a head may take from its first byte
 * @param bodyGraceNanos how much longer the first of these times is: a client may need that to
 *     begin
 * @param bodyProgressNanos in each of these, {@code bodyProgressBytes} of a body must come while we
 *     read
 * @param responseProgressNanos in each of these, {@code responseProgressBytes} must leave while
 *     there are some to send
 * @param maxRequests after so many the connection closes politely
 * @param maxPipelinedBytes how much is read ahead of the response that is under way
 */
public record Http1Settings(
        HeadLimits headLimits,
        ChunkLimits chunkLimits,
        long idleNanos,
        long headNanos,
        long bodyGraceNanos,
        long bodyProgressNanos,
        int bodyProgressBytes,
        long responseProgressNanos,
        int responseProgressBytes,
        int maxRequests,
        int maxPipelinedBytes) {}
