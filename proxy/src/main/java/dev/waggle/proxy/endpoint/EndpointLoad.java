package dev.waggle.proxy.endpoint;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one event loop counts of an endpoint, for the watch to read: no atomic instruction, a reader
 * may see a number a moment late.
 */
public final class EndpointLoad {
    private static final VarHandle ANSWERS;
    private static final VarHandle ERRORS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ANSWERS = lookup.findVarHandle(EndpointLoad.class, "answers", long.class);
            ERRORS = lookup.findVarHandle(EndpointLoad.class, "errors", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long answers;
    private long errors;

    /** An attempt ended well, as far as the endpoint is concerned. On the event loop. */
    public void answered() {
        ANSWERS.setOpaque(this, answers + 1);
    }

    /** An attempt ended in an error of the endpoint's. On the event loop. */
    public void failed() {
        ERRORS.setOpaque(this, errors + 1);
    }

    long answers() {
        return (long) ANSWERS.getOpaque(this);
    }

    long errors() {
        return (long) ERRORS.getOpaque(this);
    }
}
