package dev.waggle.proxy.upstream;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.ResponseHead;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a connection may wait after a response: ours, or less where the task says so. */
final class KeepAliveTime {
    /** RFC 2068 section 19.7.1.1; never taken up into a later one, and sent by many. */
    private static final Pattern TIMEOUT =
            Pattern.compile("(?i)(?:^|[ \\t,])timeout=\"?([0-9]{1,6})");

    /** The task's clock began to run when it had sent the response. */
    private static final long MARGIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private KeepAliveTime() {}

    /**
     * In nanoseconds; 0 or less when the connection must not wait.
     *
     * @param most how long any may wait
     */
    static long of(ResponseHead response, long most) {
        if (response.find(FieldName.KEEP_ALIVE) < 0) {
            return most;
        }
        Matcher said = TIMEOUT.matcher(response.valueText(FieldName.KEEP_ALIVE));
        return said.find()
                ? Math.min(
                        most,
                        TimeUnit.SECONDS.toNanos(Long.parseLong(said.group(1))) - MARGIN_NANOS)
                : most;
    }
}
