package dev.waggle.proxy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;

/**
 * How many client connections there may be at once, where the configuration leaves it to us: what
 * memory and file descriptors allow, with room for a connection to a task beside each.
 */
final class ConnectionBudget {
    private static final long BYTES_PER_CONNECTION = 32 * 1024;
    private static final long DESCRIPTORS_FOR_OURSELVES = 256;
    private static final long FEWEST = 64;

    private ConnectionBudget() {}

    /**
     * @param configured the bound that the configuration gives, or 0
     */
    static int of(int configured) {
        long byDescriptors = (maxDescriptors() - DESCRIPTORS_FOR_OURSELVES) / 2;
        if (configured > 0) {
            return (int) Math.max(FEWEST, Math.min(configured, byDescriptors));
        }
        long memory = Runtime.getRuntime().maxMemory() + PlatformDependent.maxDirectMemory();
        return (int)
                Math.max(
                        FEWEST,
                        Math.min(
                                Integer.MAX_VALUE,
                                Math.min(byDescriptors, memory / BYTES_PER_CONNECTION)));
    }

    private static long maxDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : 65_536;
    }
}
