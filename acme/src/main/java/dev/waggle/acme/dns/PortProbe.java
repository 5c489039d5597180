package dev.waggle.acme.dns;

import dev.waggle.acme.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks an address for a challenge as a CA would (RFC 8555 section 8.3), with a token of our own, to
 * see who answers there. Reads 8 KiB at most, and takes 5 seconds at most.
 */
final class PortProbe {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 8192;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: |\r)");
    private static final Pattern SERVER = field("server");
    private static final Pattern LOCATION = field("location");

    private PortProbe() {}

    /** Who answered. */
    sealed interface Outcome {

        /** This proxy, or one with the same account key. */
        record Ours() implements Outcome {}

        /** An ACME client with another account's key. */
        record OtherAccount() implements Outcome {}

        /** Someone else's final answer. */
        record Foreign(String what) implements Outcome {}

        /** An answer that says nothing about who it is of. */
        record Unclear(String what) implements Outcome {}

        /** Nobody. */
        record Silent(String why) implements Outcome {}

        /** This machine has no way to addresses of that kind at all. */
        record NoWay() implements Outcome {}
    }

    /**
     * @param host as the CA will name it
     * @param token random, so that no answer can be an old one
     * @param expected what we answer to that token
     */
    static Outcome ask(InetSocketAddress address, String host, String token, String expected) {
        try (Socket socket = new Socket()) {
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            socket.connect(address, (int) TIMEOUT.toMillis());
            String request =
                    "GET /.well-known/acme-challenge/%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: Waggle\r\nConnection: close\r\n\r\n"
                            .formatted(token, host);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return outcome(read(socket, deadline), token, expected);
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            return isNoWay(why) ? new Outcome.NoWay() : new Outcome.Silent(Printable.of(why));
        }
    }

    /** The words of the kernel: Java has no type for a machine without IPv6. */
    private static boolean isNoWay(String why) {
        return why.contains("network is unreachable")
                || why.contains("network unreachable")
                || why.contains("cannot assign requested address");
    }

    private static String read(Socket socket, long deadline) throws IOException {
        byte[] bytes = new byte[MAX_BYTES];
        int size = 0;
        InputStream in = socket.getInputStream();
        while (size < MAX_BYTES) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                break;
            }
            socket.setSoTimeout((int) leftMillis);
            int read = in.read(bytes, size, MAX_BYTES - size);
            if (read < 0) {
                break;
            }
            size += read;
        }
        return new String(bytes, 0, size, StandardCharsets.ISO_8859_1);
    }

    private static Outcome outcome(String answer, String token, String expected) {
        Matcher status = STATUS.matcher(answer);
        if (!status.lookingAt()) {
            return new Outcome.Unclear("something that is not HTTP");
        }
        // In a chunk, or as it stands: without the thumbprint of our key nobody can say it.
        if (answer.contains(expected)) {
            return new Outcome.Ours();
        }
        if (answer.contains("\r\n" + token + ".")) {
            return new Outcome.OtherAccount();
        }
        int code = Integer.parseInt(status.group(1));
        return switch (code / 100) {
            case 2, 4 ->
                    new Outcome.Foreign("another HTTP server (%s)".formatted(signs(answer, code)));
            case 3 -> new Outcome.Unclear("a redirect to " + found(LOCATION, answer));
            default -> new Outcome.Unclear("an error (%s)".formatted(signs(answer, code)));
        };
    }

    private static String signs(String answer, int code) {
        String server = found(SERVER, answer);
        return server.isEmpty() ? "status " + code : "status %d, %s".formatted(code, server);
    }

    private static Pattern field(String name) {
        return Pattern.compile("\r\n" + name + ":([^\r\n]{1,200})", Pattern.CASE_INSENSITIVE);
    }

    private static String found(Pattern field, String answer) {
        Matcher matcher = field.matcher(answer);
        return matcher.find() ? Printable.of(matcher.group(1)) : "";
    }
}
