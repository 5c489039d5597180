package dev.waggle.proxy.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that are told theirs before they listen. They are below those that the kernel
 * gives to outgoing connections, and none is handed out twice, so that nothing else takes one in
 * between.
 */
public final class FreePort {
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePort() {}

    /** A port of all addresses that nobody listens on now. */
    public static int next() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + NEXT.getAndIncrement() % COUNT;
            try (ServerSocket _ = new ServerSocket(port)) {
                return port;
            } catch (IOException _) {
                // Somebody has it.
            }
        }
        throw new AssertionError("no port is free");
    }
}
