package dev.waggle.proxy.observe;

/** Writes the access log's lines of one event loop; never waits and allocates nothing a line. */
public final class AccessLogWriter {
    /** Writes nothing. */
    static final AccessLogWriter SILENT = new AccessLogWriter(new LineRing(2), new CommonFormat());

    private final LineRing ring;
    private final LineWriter line;
    private final LineFormat format;

    AccessLogWriter(LineRing ring, LineFormat format) {
        this.ring = ring;
        this.line = new LineWriter(ring);
        this.format = format;
    }

    /** Whether lines are wanted at all; if not, a record need not be filled. */
    public boolean isOn() {
        return this != SILENT;
    }

    /** Writes the line of an exchange that is over. */
    public void write(AccessRecord exchange) {
        if (isOn()) {
            ring.begin();
            format.write(exchange, line);
            ring.commit();
        }
    }
}
