package dev.waggle.benchmarks.process;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What threads of another JVM have allocated on its heap, to the byte: asked of the JVM itself,
 * over its management agent, whose own threads are others. Blocks; not for event loops.
 */
public final class ThreadMemory implements AutoCloseable {
    private final JMXConnector connection;
    private final ThreadMXBean threads;

    private ThreadMemory(JMXConnector connection) throws IOException {
        this.connection = connection;
        this.threads =
                ManagementFactory.newPlatformMXBeanProxy(
                        connection.getMBeanServerConnection(),
                        ManagementFactory.THREAD_MXBEAN_NAME,
                        ThreadMXBean.class);
    }

    /**
     * Connects to a JVM of the same user on this machine.
     *
     * @throws ProgramFailed when there is none, or it does not answer
     */
    @SuppressWarnings(
            "BanJNDI") // The other side is a JVM of ours, on loopback, by its own address.
    public static ThreadMemory of(long pid) {
        try {
            return new ThreadMemory(JMXConnectorFactory.connect(new JMXServiceURL(agent(pid))));
        } catch (IOException | AttachNotSupportedException e) {
            throw new ProgramFailed("process %d cannot be asked: %s".formatted(pid, e));
        }
    }

    private static String agent(long pid) throws IOException, AttachNotSupportedException {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        try {
            return machine.startLocalManagementAgent();
        } finally {
            machine.detach();
        }
    }

    /**
     * Bytes that the live threads of such a name have allocated since each was started.
     *
     * @throws ProgramFailed when there is no such thread
     */
    public long allocatedBy(String namePrefix) {
        long bytes = 0;
        boolean found = false;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith(namePrefix)) {
                bytes += threads.getThreadAllocatedBytes(thread.getThreadId());
                found = true;
            }
        }
        if (!found) {
            throw new ProgramFailed("no thread is called " + namePrefix);
        }
        return bytes;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
