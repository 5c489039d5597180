package dev.waggle.proxy.exchange;

/** One request and its response crossing the proxy, between two ends. */
public final class Exchange {
    /** The client can take more. */
    public void downstreamWritable() {}

    /** The task can take more. */
    public void upstreamWritable() {}
}
