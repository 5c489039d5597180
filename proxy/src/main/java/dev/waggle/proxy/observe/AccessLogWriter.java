package dev.waggle.proxy.observe;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the access log's lines of one event loop; never waits and allocates nothing a line. How it
 * writes may be changed meanwhile by others, under the lock of the {@link AccessLog}.
 */
public final class AccessLogWriter {
    private @Nullable Buffer buffer;
    private volatile @Nullable Output output;

    /** Where lines go, on or off: those that wait in it are carried in any case. */
    private record Buffer(LineRing ring, LineWriter line) {}

    private record Output(Buffer buffer, LineFormat format) {}

    /** Silent at first. */
    AccessLogWriter() {}

    AccessLogWriter(LineRing ring, LineFormat format) {
        use(() -> ring, format);
    }

    /** Writes nothing from now on. */
    void silent() {
        output = null;
    }

    /**
     * Writes in this format from now on.
     *
     * @param rings makes the ring, when there is none yet
     */
    void use(Supplier<LineRing> rings, LineFormat format) {
        Buffer known = buffer;
        if (known == null) {
            LineRing ring = rings.get();
            known = new Buffer(ring, new LineWriter());
            buffer = known;
        }
        output = new Output(known, format);
    }

    /** Whether lines are wanted at all; if not, a record need not be filled. */
    public boolean isOn() {
        return output != null;
    }

    /** Writes the line of an exchange that is over. */
    public void write(AccessRecord exchange) {
        Output current = output;
        if (current != null) {
            Buffer to = current.buffer();
            to.line().begin();
            current.format().write(exchange, to.line());
            to.line().endIn(to.ring());
        }
    }
}
