package dev.waggle.proxy.testing;

import dev.waggle.proxy.Edge;
import dev.waggle.proxy.config.ConfigLoad;
import dev.waggle.proxy.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A whole proxy in this process, on free ports, for one stack file. */
public final class WholeEdge implements AutoCloseable {
    private final Edge edge;

    private WholeEdge(Edge edge) {
        this.edge = edge;
    }

    /**
     * Starts it.
     *
     * @param folder for its state and the stack file
     * @param stack the text of the stack file
     */
    public static WholeEdge start(Path folder, String stack) throws Exception {
        Path file = Files.writeString(folder.resolve("stack.yml"), stack);
        Map<String, String> flags = new HashMap<>();
        flags.put("--https-port", Integer.toString(FreePort.next()));
        flags.put("--http-port", Integer.toString(FreePort.next()));
        flags.put("--admin-port", "0");
        flags.put("--listen-address", "127.0.0.1");
        flags.put("--event-loops", "1");
        flags.put("--drain-time", "1s");
        flags.put("--drain-notice", "0s");
        flags.put("--warm-up", "0s");
        flags.put("--self-signed", "true");
        flags.put("--state-dir", folder.resolve("state").toString());
        flags.put("--stack-file", file.toString());
        Edge edge =
                switch (new ConfigLoader(flags, Map.of()).load()) {
                    case ConfigLoad.Loaded loaded -> new Edge(loaded.config());
                    case ConfigLoad.Rejected(var problems) ->
                            throw new IOException(problems.toString());
                };
        edge.start();
        return new WholeEdge(edge);
    }

    /** The text of a service in a stack file; labels without {@code routing-}, key and value. */
    public static String stack(String endpoints, String... labels) {
        StringBuilder text = new StringBuilder("services:\n  it:\n    image: x\n    deploy:\n");
        text.append("      labels:\n        routing-port: \"80\"\n");
        for (int i = 0; i < labels.length; i += 2) {
            text.append("        routing-").append(labels[i]).append(": \"");
            text.append(labels[i + 1]).append("\"\n");
        }
        text.append("x-waggle:\n  endpoints:\n    it: [");
        text.append(endpoints.isEmpty() ? "" : "\"" + endpoints.replace(",", "\", \"") + "\"");
        return text.append("]\n").toString();
    }

    public int httpsPort() {
        return edge.httpsPort();
    }

    /** What the admin listener answers to a path. */
    public String ask(String path) throws IOException, InterruptedException {
        try (HttpClient asker = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + edge.adminPort() + path);
            return asker.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    public Path authority() {
        Path pem = edge.localAuthorityPem();
        if (pem == null) {
            throw new IllegalStateException("no local authority");
        }
        return pem;
    }

    @Override
    public void close() {
        edge.close();
    }
}
