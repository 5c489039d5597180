package dev.waggle.acme.dns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The part of Cloudflare's API v4 that records need, with one zone and one token. */
final class FakeCloudflare implements AutoCloseable {

    static final String TOKEN = "good-token";

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ZONE_ID = "023e105f4ecef8ad9ca31a8372d0c353";
    private static final int PAGE = 2;

    /** An answer that a test has put before the real ones. */
    record Canned(int status, String body, Map<String, String> headers) {}

    private final HttpServer server;
    private final String zone;
    private final List<ObjectNode> records = new ArrayList<>();
    private final Deque<Canned> canned = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private int lastId;

    FakeCloudflare(String zone) throws IOException {
        this.zone = zone;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/client/v4/", this::handle);
        server.start();
    }

    URI api() {
        return URI.create("http://127.0.0.1:%d/client/v4".formatted(server.getAddress().getPort()));
    }

    synchronized void answerOnceWith(int status, String body, Map<String, String> headers) {
        canned.add(new Canned(status, body, headers));
    }

    synchronized void add(String name, String type, String content) {
        lastId++;
        records.add(
                JSON.createObjectNode()
                        .put("id", "%032x".formatted(lastId))
                        .put("type", type)
                        .put("name", name)
                        .put("content", content));
    }

    /** Each as {@code "name type content"}. */
    synchronized List<String> records() {
        return records.stream()
                .map(record ->
                        "%s %s %s"
                                .formatted(
                                        record.path("name").asText(),
                                        record.path("type").asText(),
                                        record.path("content").asText()))
                .toList();
    }

    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Canned first = canned.poll();
            if (first != null) {
                first.headers().forEach(exchange.getResponseHeaders()::add);
                answer(exchange, first.status(), first.body());
            } else if (!("Bearer " + TOKEN)
                    .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                fail(exchange, 403, 9109, "Invalid access token");
            } else {
                route(exchange);
            }
        }
    }

    private void route(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/client/v4".length());
        Map<String, String> parameters = parameters(exchange.getRequestURI());
        String all = "/zones/" + ZONE_ID + "/dns_records";
        String method = exchange.getRequestMethod();
        if (path.equals("/zones")) {
            list(exchange, zones(parameters.getOrDefault("name", "")), parameters);
        } else if (path.equals(all) && method.equals("GET")) {
            list(exchange, named(parameters.getOrDefault("name", "")), parameters);
        } else if (path.equals(all) && method.equals("POST")) {
            create(exchange);
        } else if (path.startsWith(all + "/")) {
            change(exchange, path.substring(all.length() + 1));
        } else {
            fail(exchange, 404, 7003, "Could not route");
        }
    }

    private List<ObjectNode> zones(String name) {
        return zone.equals(name)
                ? List.of(JSON.createObjectNode().put("id", ZONE_ID).put("name", zone))
                : List.of();
    }

    private List<ObjectNode> named(String name) {
        return records.stream().filter(r -> r.path("name").asText().equals(name)).toList();
    }

    /** Pages are small here, whatever was asked for. */
    private void list(HttpExchange exchange, List<ObjectNode> items, Map<String, String> parameters)
            throws IOException {
        int page = Integer.parseInt(parameters.getOrDefault("page", ""));
        ObjectNode body = JSON.createObjectNode().put("success", true);
        ArrayNode result = body.putArray("result");
        items.stream().skip((page - 1L) * PAGE).limit(PAGE).forEach(result::add);
        body.putObject("result_info").put("total_pages", (items.size() + PAGE - 1) / PAGE);
        answer(exchange, 200, body.toString());
    }

    private void create(HttpExchange exchange) throws IOException {
        JsonNode asked = JSON.readTree(exchange.getRequestBody());
        String line =
                "%s %s %s"
                        .formatted(
                                asked.path("name").asText(),
                                asked.path("type").asText(),
                                asked.path("content").asText());
        if (records().contains(line)) {
            fail(exchange, 400, 81058, "An identical record already exists.");
            return;
        }
        add(
                asked.path("name").asText(),
                asked.path("type").asText(),
                asked.path("content").asText());
        answer(exchange, 200, "{\"success\":true,\"result\":{}}");
    }

    private void change(HttpExchange exchange, String id) throws IOException {
        ObjectNode record =
                records.stream()
                        .filter(r -> r.path("id").asText().equals(id))
                        .findFirst()
                        .orElse(null);
        if (record == null) {
            fail(exchange, 404, 81044, "Record does not exist.");
            return;
        }
        if (exchange.getRequestMethod().equals("DELETE")) {
            records.remove(record);
        } else {
            record.setAll((ObjectNode) JSON.readTree(exchange.getRequestBody()));
        }
        answer(exchange, 200, "{\"success\":true,\"result\":{}}");
    }

    private static void fail(HttpExchange exchange, int status, int code, String message)
            throws IOException {
        ObjectNode body = JSON.createObjectNode().put("success", false);
        body.putArray("errors").addObject().put("code", code).put("message", message);
        answer(exchange, status, body.toString());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> parameters(URI uri) {
        return Stream.ofNullable(uri.getQuery())
                .flatMap(query -> Arrays.stream(query.split("&")))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
