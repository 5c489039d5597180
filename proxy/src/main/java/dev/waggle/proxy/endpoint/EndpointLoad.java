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
    private static final VarHandle REQUESTS;
    private static final VarHandle CONNECTIONS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ANSWERS = lookup.findVarHandle(EndpointLoad.class, "answers", long.class);
            ERRORS = lookup.findVarHandle(EndpointLoad.class, "errors", long.class);
            REQUESTS = lookup.findVarHandle(EndpointLoad.class, "requests", int.class);
            CONNECTIONS = lookup.findVarHandle(EndpointLoad.class, "connections", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long answers;
    private long errors;
    private int requests;
    private int connections;

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

    /** So many more, or fewer, requests are under way there. On the event loop. */
    public void requests(int by) {
        REQUESTS.setOpaque(this, requests + by);
    }

    /** How many requests are under way there. */
    public int requests() {
        return (int) REQUESTS.getOpaque(this);
    }

    /** So many more, or fewer, connections are open to it. On the event loop. */
    public void connections(int by) {
        CONNECTIONS.setOpaque(this, connections + by);
    }

    /** How many connections are open to it. */
    public int connections() {
        return (int) CONNECTIONS.getOpaque(this);
    }
}
