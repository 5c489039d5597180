package dev.waggle.proxy.overload;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Optional;

/**
 * How much of what this process may have it has. Any thread, but not an event loop: reads files.
 */
public final class ProcessUsage {
    private final Optional<MemoryPoolMXBean> oldObjects =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .filter(MemoryPoolMXBean::isCollectionUsageThresholdSupported)
                    .filter(MemoryPoolMXBean::isUsageThresholdSupported)
                    .findFirst();

    /**
     * What objects that lived long took after the last collection of them. What they take between
     * two is partly garbage and says nothing: it grows to all that there is every time.
     */
    public double heap() {
        MemoryUsage usage = oldObjects.map(MemoryPoolMXBean::getCollectionUsage).orElse(null);
        return usage == null ? 0 : share(usage.getUsed(), usage.getMax());
    }

    /** What Netty has allocated beside the heap. */
    public double buffers() {
        return share(PlatformDependent.usedDirectMemory(), PlatformDependent.maxDirectMemory());
    }

    public double descriptors() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? share(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount())
                : 0;
    }

    private static double share(long used, long most) {
        return used <= 0 || most <= 0 ? 0 : (double) used / most;
    }
}
