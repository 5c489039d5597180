package dev.waggle.proxy.real.load.task;

import java.util.concurrent.TimeUnit;

/**
 * What belongs to a request by its number alone, so that a client knows the answer.
 *
 * @param number 0 or more
 */
public record Work(long number) {
    /** Where it is asked for, with the number behind it. */
    public static final String PATH = "/work/";

    private static final int SLOW_EVERY = 5;
    private static final int LETTERS = 26;

    /** Every fifth takes from 0.5 to 1 s, the others no time. */
    public long nanos() {
        // Not the number itself: what else goes by the number would fall in step with it.
        long spread = number * 7919 / 100;
        return spread % SLOW_EVERY == 0 ? TimeUnit.MILLISECONDS.toNanos(500 + number % 500) : 0;
    }

    /** Bytes of the body that is sent with POST, and of every answer. */
    public int length() {
        return (int) (64 + number * 7919 % 4096);
    }

    /**
     * One byte of that body.
     *
     * @param position from 0
     */
    public byte at(int position) {
        return (byte) ('a' + (number + position) % LETTERS);
    }

    /** All of them. */
    public byte[] body() {
        byte[] body = new byte[length()];
        for (int i = 0; i < body.length; i++) {
            body[i] = at(i);
        }
        return body;
    }
}
