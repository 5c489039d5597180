package dev.waggle.proxy.observe;

/** How a record becomes a line. Belongs to one event loop: it keeps the text of the second. */
sealed interface LineFormat permits CommonFormat, JsonFormat {
    /** Writes the line, its end included. */
    void write(AccessRecord exchange, LineWriter line);
}
