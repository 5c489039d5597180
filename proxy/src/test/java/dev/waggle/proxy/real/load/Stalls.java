package dev.waggle.proxy.real.load;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/** Ends requests that have no answer in time. */
final class Stalls {
    private Stalls() {}

    /**
     * Watches a request.
     *
     * @param channel closed when the time is over
     */
    static void watch(Channel channel, Call call) {
        channel.eventLoop()
                .schedule(
                        () -> {
                            if (!call.isOver()) {
                                call.failed("stalled");
                                channel.close();
                            }
                        },
                        Call.STALL_NANOS,
                        TimeUnit.NANOSECONDS);
    }
}
