package dev.waggle.proxy.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that one thread changes and any may read. No atomic instruction: a reader may see it a
 * moment late, never torn.
 */
final class Count {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Count.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    /** The writer's thread. */
    void add(long difference) {
        VALUE.setOpaque(this, value + difference);
    }

    /** Any thread. */
    long value() {
        return (long) VALUE.getOpaque(this);
    }
}
