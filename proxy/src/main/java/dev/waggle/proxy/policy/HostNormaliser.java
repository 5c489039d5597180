package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.RequestHead;

/**
 * Makes the form in which hosts are compared: lower case, no port, no final dot.
 *
 * <p>One per event loop; a result is valid until the next call.
 */
public final class HostNormaliser {
    private final byte[] scratch = new byte[HostRule.MAX_HOST_BYTES + 2];
    private int length;

    /** Takes the host of a head that was checked; empty where it names none. */
    public void normalise(RequestHead head) {
        byte[] bytes = head.bytes();
        int count = head.hostEnd() - head.hostStart();
        for (int i = 0; i < count; i++) {
            scratch[i] = Grammar.lowerCase(bytes[head.hostStart() + i]);
        }
        length = count > 1 && scratch[count - 1] == '.' ? count - 1 : count;
    }

    /** The bytes, from 0; not to be written to. */
    public byte[] bytes() {
        return scratch;
    }

    /** How many of them are the host. */
    public int length() {
        return length;
    }
}
