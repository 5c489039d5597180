package dev.waggle.proxy;

import java.lang.reflect.Proxy;

/**
 * Hears SIGTERM and SIGINT, which stop, and SIGHUP, which does not. A shutdown hook would hear them
 * too, but a process that ends by its hooks exits with 143 and not with 0.
 *
 * <p>{@code sun.misc.Signal} is a supported but unlisted part of the JDK (module {@code
 * jdk.unsupported}, JEP 260). It is called by reflection because javac warns of it without a way to
 * accept the warning.
 */
final class Signals {
    private Signals() {}

    /** Runs this on the first and on every further signal, on a thread of the JDK. */
    static void onStop(Runnable stop) {
        handle("TERM", stop);
        handle("INT", stop);
    }

    /** Runs this on every SIGHUP, on a thread of the JDK. */
    static void onReload(Runnable reload) {
        handle("HUP", reload);
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object listener =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) -> {
                                action.run();
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK has no sun.misc.Signal", e);
        }
    }
}
