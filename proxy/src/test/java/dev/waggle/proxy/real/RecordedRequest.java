package dev.waggle.proxy.real;

import java.util.List;

/**
 * A request as it came over the wire.
 *
 * @param number counted from 1 over all connections, in the order in which their heads were
 *     complete
 * @param connection counted from 1
 * @param bytes head and body, framing included, one character for each byte (ISO 8859-1); of very
 *     large ones the first MiB
 * @param length how many bytes it really had
 * @param bodyLength bytes of the body, without framing
 * @param bodySha256 of the body without framing, in hexadecimal
 * @param problem what was wrong by RFC 9112, or empty
 */
public record RecordedRequest(
        int number,
        int connection,
        String bytes,
        long length,
        long bodyLength,
        String bodySha256,
        String problem) {

    /** Up to and with the empty line. */
    public String head() {
        int end = bytes.indexOf("\r\n\r\n");
        return end < 0 ? bytes : bytes.substring(0, end + 4);
    }

    /** What follows the head, framing included. */
    public String afterHead() {
        return bytes.substring(head().length());
    }

    /** The request line, without its line end. */
    public String line() {
        return bytes.lines().findFirst().orElse("");
    }

    /**
     * The values of a field, in order.
     *
     * @param name in any case
     */
    public List<String> field(String name) {
        return head().lines()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }
}
