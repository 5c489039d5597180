package dev.waggle.proxy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.config.ConfigLoad;
import dev.waggle.proxy.config.ConfigLoader;
import dev.waggle.proxy.listener.Transport;
import dev.waggle.proxy.observe.AccessLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A whole proxy in this process, on free ports, with a stack file that a test rewrites. */
final class TestEdge implements AutoCloseable {
    private final Path folder;
    private final Map<String, String> flags = new HashMap<>();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final HttpClient asker = HttpClient.newHttpClient();
    private Transport transport = Transport.best();
    private @Nullable Edge edge;
    private @Nullable Reloading reloading;

    private TestEdge(Path folder) {
        this.folder = folder;
        with("https-port", "0").with("http-port", "0").with("admin-port", "0");
        with("listen-address", "127.0.0.1").with("event-loops", "2").with("drain-time", "5s");
        with("drain-notice", "0s").with("warm-up", "0s");
        with("state-dir", folder.resolve("state").toString());
        with("stack-file", folder.resolve("stack.yml").toString());
        with("auth-folders", folder.toString());
    }

    /** Not started yet. */
    static TestEdge in(Path folder) {
        return new TestEdge(folder);
    }

    TestEdge with(String key, String value) {
        flags.put("--" + key, value);
        return this;
    }

    TestEdge over(Transport other) {
        transport = other;
        return this;
    }

    TestEdge start(Stack stack) {
        write(stack);
        try {
            Config config = config();
            Edge started =
                    new Edge(
                            config,
                            new AccessLog(
                                    config.logging().accessLog(),
                                    config.logging().accessLogBufferBytes(),
                                    lines),
                            transport);
            edge = started;
            reloading = started.reloading(loaded(), this::load);
            started.start();
            return this;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the configuration again, as after SIGHUP. */
    void reload() {
        requireNonNull(reloading).reload();
    }

    private Config config() {
        return loaded().config();
    }

    private ConfigLoad load() {
        return new ConfigLoader(flags, Map.of()).load();
    }

    private ConfigLoad.Loaded loaded() {
        return switch (load()) {
            case ConfigLoad.Loaded loaded -> loaded;
            case ConfigLoad.Rejected(var problems) ->
                    throw new IllegalArgumentException(problems.toString());
        };
    }

    /** Replaces the stack file at once, as editors do. */
    void write(Stack stack) {
        writeRaw(stack.yaml());
    }

    void writeRaw(String yaml) {
        try {
            Path next = Files.writeString(folder.resolve("stack.next"), yaml);
            Files.move(next, folder.resolve("stack.yml"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Edge edge() {
        return requireNonNull(edge);
    }

    RawClient plain() {
        return RawClient.plain(edge().httpPort());
    }

    RawClient tls(String name, Path authority) {
        return RawClient.tls(edge().httpsPort(), name, authority);
    }

    /** A connection on which HTTP/2 was agreed on, for a host with a certificate of the edge. */
    SSLSocket http2Socket(String host) throws IOException {
        return Http2Clients.socket(edge().httpsPort(), TestPems.trusting(localAuthority()), host);
    }

    Path localAuthority() {
        return requireNonNull(edge().localAuthorityPem());
    }

    /** What the admin listener answers to a path. */
    String ask(String path) {
        try {
            return asker.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + edge().adminPort()
                                                            + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of one metric with these labels, 0 when it is not there. */
    double metric(String nameAndLabels) {
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(nameAndLabels) + " (\\S+)$")
                        .matcher(ask("/metrics"));
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    double tableVersion() {
        return metric("waggle_table_version");
    }

    /** Rewrites the stack, and returns when the next table is there. */
    void update(Stack stack) {
        double before = tableVersion();
        write(stack);
        Eventually.is(() -> tableVersion() > before);
    }

    /** The lines of the access log, once there are so many. */
    List<String> log(int count) {
        Eventually.is(() -> logged().size() >= count);
        List<String> all = logged();
        assertThat(all).hasSize(count);
        return all;
    }

    List<String> logged() {
        return lines.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void close() {
        asker.close();
        if (edge != null) {
            edge.close();
        }
    }
}
