package dev.waggle.proxy.cli;

import dev.waggle.proxy.config.Admin;
import dev.waggle.proxy.config.ConfigLoad.Loaded;
import dev.waggle.proxy.config.ConfigLoad.Rejected;
import dev.waggle.proxy.config.ConfigLoader;
import dev.waggle.proxy.config.ConfigProblem;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the admin listener whether the proxy is ready. Exit code 0 for yes, 1 for anything else, as
 * Docker's {@code HEALTHCHECK} wants it. Blocks, at most twice {@link #TIMEOUT_MILLIS}; a plain
 * socket, because it runs every few seconds beside the proxy.
 */
final class HealthCommand {
    /**
     * For a connection, and for a part of the answer. A proxy whose node has no time for it is slow
     * and not broken: Swarm replaces what is unhealthy, and a start takes more time than anything.
     */
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();

    private static final int MAX_ANSWER_BYTES = 2048;

    private final Map<String, String> environment;
    private final PrintStream err;

    HealthCommand(Map<String, String> environment, PrintStream err) {
        this.environment = environment;
        this.err = err;
    }

    int run(List<String> args) {
        return switch (new ConfigLoader(flags(args), environment).load()) {
            case Loaded(var config, _) -> ask(config.admin());
            case Rejected(var problems) -> {
                problems.stream().map(ConfigProblem::text).forEach(err::println);
                yield 1;
            }
        };
    }

    private int ask(Admin admin) {
        try {
            String answer = answer(admin);
            if (answer.startsWith("HTTP/1.1 200 ")) {
                return 0;
            }
            int body = answer.indexOf("\r\n\r\n");
            err.println("not ready: " + (body < 0 ? "no answer" : answer.substring(body).strip()));
        } catch (IOException e) {
            err.println("not ready: " + e.getMessage());
        }
        return 1;
    }

    private static String answer(Admin admin) throws IOException {
        InetAddress address = reachable(admin.address());
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, admin.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request =
                    "GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(MAX_ANSWER_BYTES);
            return new String(answer, StandardCharsets.UTF_8);
        }
    }

    /** A listener on every address answers on loopback. */
    private static InetAddress reachable(InetAddress bound) {
        return bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
    }

    /** {@code --flag value} and {@code --flag=value}; unknown flags are the loader's to report. */
    private static Map<String, String> flags(List<String> args) {
        Map<String, String> flags = new HashMap<>();
        for (int i = 0; i < args.size(); i++) {
            String[] parts = args.get(i).split("=", 2);
            boolean separate = parts.length == 1 && i + 1 < args.size();
            flags.put(parts[0], separate ? args.get(++i) : parts[parts.length - 1]);
        }
        return flags;
    }
}
