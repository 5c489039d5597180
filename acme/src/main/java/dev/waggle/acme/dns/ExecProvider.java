package dev.waggle.acme.dns;

import dev.waggle.acme.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Changes the DNS through a program, called as scripts for lego are:
 *
 * <pre>{@code program [arguments] present|cleanup _acme-challenge.example.org. VALUE}</pre>
 *
 * <p>The same stands in its environment as {@code DNS_ACTION}, {@code DNS_NAME} (without trailing
 * dot), {@code DNS_ZONE} and {@code DNS_VALUE}, beside what this process has there, but for our own
 * {@code WAGGLE_} keys. It gets no input and its output is thrown away. Exit code 0 is success;
 * anything else is a failure, whose message has the end of what the program wrote to standard
 * error.
 */
public final class ExecProvider implements DnsProvider {

    /** What it writes after this is thrown away. */
    private static final int MAX_OUTPUT_BYTES = 64 * 1024;

    private final ExecSettings settings;

    /** The program is looked for when it is needed. */
    public ExecProvider(ExecSettings settings) {
        this.settings = settings;
    }

    @Override
    public String description() {
        return "exec " + settings.command().getFirst();
    }

    @Override
    public void add(TxtRecord record) throws DnsFailure, InterruptedException {
        run("present", record);
    }

    @Override
    public void remove(TxtRecord record) throws DnsFailure, InterruptedException {
        run("cleanup", record);
    }

    private void run(String action, TxtRecord record) throws DnsFailure, InterruptedException {
        Process process = start(action, record);
        try {
            CompletableFuture<String> errors = readAll(process.getErrorStream());
            if (!process.waitFor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure(
                        "does not end within %d s and is killed"
                                .formatted(settings.timeout().toSeconds()),
                        "let it end sooner, or allow more time with dns.exec-timeout");
            }
            if (process.exitValue() != 0) {
                throw exited(process.exitValue(), errors);
            }
        } finally {
            kill(process);
        }
    }

    private Process start(String action, TxtRecord record) throws DnsFailure {
        List<String> command = new ArrayList<>(settings.command());
        command.addAll(List.of(action, record.name() + ".", record.value()));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(key -> key.startsWith("WAGGLE_"));
        environment.put("DNS_ACTION", action);
        environment.put("DNS_NAME", record.name());
        environment.put("DNS_ZONE", record.zone());
        environment.put("DNS_VALUE", record.value());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw failure(
                    "cannot be started (%s)"
                            .formatted(Printable.of(String.valueOf(e.getMessage()))),
                    "name an executable file in dns.exec; a script needs its interpreter in the image");
        }
    }

    /** Reads to the end, so that the program never waits for us; keeps the beginning. */
    private static CompletableFuture<String> readAll(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("dns-exec-output")
                .start(() -> {
                    ByteArrayOutputStream kept = new ByteArrayOutputStream();
                    try (stream) {
                        copy(stream, kept);
                    } catch (IOException _) {
                        // The program was killed: what it has said so far is what we have.
                    }
                    text.complete(kept.toString(StandardCharsets.UTF_8));
                });
        return text;
    }

    private static void copy(InputStream from, ByteArrayOutputStream to) throws IOException {
        byte[] buffer = new byte[4096];
        for (int read; (read = from.read(buffer)) >= 0; ) {
            to.write(buffer, 0, Math.min(read, MAX_OUTPUT_BYTES - to.size()));
        }
    }

    private DnsFailure exited(int code, CompletableFuture<String> errors) {
        // Something that it has started may hold the pipe open after its end.
        String said = errors.completeOnTimeout("", 1, TimeUnit.SECONDS).join();
        return failure(
                "ends with exit code %d%s"
                        .formatted(code, said.isBlank() ? "" : ": " + Printable.endOf(said)),
                "call it by hand with the same arguments and see what it says");
    }

    private DnsFailure failure(String what, String fix) {
        return new DnsFailure(
                "the program %s %s".formatted(settings.command().getFirst(), what), fix);
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
