package dev.waggle.proxy.upstream;

import dev.waggle.proxy.http1.ChunkLimits;

/**
 * The bounds of the connections to tasks.
 *
 * @param maxHeadBytes how long a response head may be
 * @param maxFields how many fields it may have
 * @param chunkLimits what chunk extensions and trailers may hold
 * @param idleNanos how long a connection may wait in its pool
 * @param freshNanos how long a connection may have waited to be lent to a request that must not be
 *     sent twice
 * @param maxIdle how many connections of an endpoint may wait, on each event loop
 * @param maxConnections how many connections of an endpoint may be open, on each event loop
 * @param eventLoops how many event loops share what a route lets an endpoint have
 * @param maxInformational how many 1xx answers a task may send before the final one
 */
public record UpstreamSettings(
        int maxHeadBytes,
        int maxFields,
        ChunkLimits chunkLimits,
        long idleNanos,
        long freshNanos,
        int maxIdle,
        int maxConnections,
        int eventLoops,
        int maxInformational) {}
