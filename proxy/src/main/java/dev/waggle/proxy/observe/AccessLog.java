package dev.waggle.proxy.observe;

import dev.waggle.proxy.config.AccessLogFormat;
import dev.waggle.proxy.config.Logging;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The access log: each event loop has a ring of its own, and one daemon thread carries the lines of
 * all of them to the stream. It looks at the rings by itself 25 times a second, so that an event
 * loop wakes it only when half of its ring is full; a stream that blocks costs lines, which are
 * counted, and never a request.
 */
public final class AccessLog implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(40);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

    private final int bufferBytes;
    private final OutputStream out;
    private final Duration lookEvery;
    private final List<AccessLogWriter> writers = new ArrayList<>();
    private final List<LineRing> rings = new CopyOnWriteArrayList<>();
    private final AtomicLong discarded = new AtomicLong();
    private final Thread carrier;
    private volatile boolean closing;
    private AccessLogFormat format;
    private boolean started;

    /**
     * @param bufferBytes what each event loop may keep for a slow stream
     * @param out written to by one thread, unbuffered
     */
    public AccessLog(AccessLogFormat format, int bufferBytes, OutputStream out) {
        this(format, bufferBytes, out, LOOK_EVERY);
    }

    AccessLog(AccessLogFormat format, int bufferBytes, OutputStream out, Duration lookEvery) {
        this.format = format;
        this.bufferBytes = bufferBytes;
        this.out = out;
        this.lookEvery = lookEvery;
        this.carrier = Thread.ofPlatform().daemon().name("access-log").unstarted(this::carry);
    }

    /** The access log on standard output, as configured. */
    public static AccessLog toStdout(Logging logging) {
        return new AccessLog(
                logging.accessLog(),
                logging.accessLogBufferBytes(),
                new FileOutputStream(FileDescriptor.out));
    }

    /** Starts to carry lines; once. */
    public synchronized void start() {
        started = true;
        use(format);
    }

    /** A writer for one event loop. */
    public synchronized AccessLogWriter writer() {
        AccessLogWriter writer = new AccessLogWriter();
        writers.add(writer);
        use(writer);
        return writer;
    }

    /** Writes the next lines in this format. Any thread but an event loop: it may have to wait. */
    public synchronized void use(AccessLogFormat wanted) {
        format = wanted;
        writers.forEach(this::use);
        if (started && wanted != AccessLogFormat.OFF && carrier.getState() == Thread.State.NEW) {
            carrier.start();
        }
    }

    private void use(AccessLogWriter writer) {
        switch (format) {
            case OFF -> writer.silent();
            case COMMON -> writer.use(this::ring, new CommonFormat());
            case JSON -> writer.use(this::ring, new JsonFormat());
        }
    }

    private LineRing ring() {
        LineRing ring = new LineRing(bufferBytes, () -> LockSupport.unpark(carrier));
        rings.add(ring);
        return ring;
    }

    /** How many lines were lost. Any thread. */
    public long dropped() {
        return discarded.get() + rings.stream().mapToLong(LineRing::dropped).sum();
    }

    /** Carries what is there and ends; gives up after a second when the stream blocks. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(carrier);
        try {
            if (carrier.isAlive()) {
                carrier.join(LONGEST_CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void carry() {
        while (!closing) {
            if (carryOnce() < bufferBytes / 4) {
                LockSupport.parkNanos(lookEvery.toNanos());
            }
        }
        carryOnce();
    }

    /** Each ring's lines leave whole before those of the next, or lines would mix. */
    private int carryOnce() {
        int most = 0;
        for (LineRing ring : rings) {
            try {
                most = Math.max(most, ring.drainTo(out));
            } catch (IOException e) {
                // Nobody reads standard output any more. There is no better place to say so than
                // the count of lost lines.
                discarded.addAndGet(ring.discard());
            }
        }
        return most;
    }
}
