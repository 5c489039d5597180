package dev.waggle.proxy.tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The command {@code openssl s_client}: tells whether a session was reused, keeps it in a file, and
 * renegotiates.
 */
final class OpenSslClient {

    private OpenSslClient() {}

    /**
     * Says hello, and quits when it hears it again.
     *
     * @return all that it printed
     */
    static String hello(InetSocketAddress server, String name, String... options)
            throws IOException {
        return talk(server, "Q\n", name, options);
    }

    /** Says hello, and asks to renegotiate (a line with only an R) when it hears it again. */
    static String renegotiate(InetSocketAddress server, String name, String... options)
            throws IOException {
        return talk(server, "R\n", name, options);
    }

    private static String talk(
            InetSocketAddress server, String afterHello, String name, String... options)
            throws IOException {
        String address = server.getAddress().getHostAddress() + ":" + server.getPort();
        List<String> command = new ArrayList<>(List.of("timeout", "20", "openssl", "s_client"));
        command.addAll(List.of("-connect", address, "-servername", name));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.outputWriter(StandardCharsets.ISO_8859_1);
                var out = process.inputReader(StandardCharsets.ISO_8859_1)) {
            in.write("hello\n");
            in.flush();
            StringBuilder text = new StringBuilder();
            for (String line; (line = out.readLine()) != null; ) {
                text.append(line).append('\n');
                if (line.equals("hello")) {
                    in.write(afterHello);
                    in.flush();
                }
            }
            return text.toString();
        } finally {
            process.destroyForcibly();
        }
    }
}
