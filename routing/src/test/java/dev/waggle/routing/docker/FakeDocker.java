package dev.waggle.routing.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A Docker Engine on loopback that answers what a test wants, and misbehaves when told. */
public final class FakeDocker implements AutoCloseable {
    public enum Fault {
        /** 500 with a message, as the Engine words it. */
        ERROR,
        /** The head and half of the body, then the connection is closed. */
        HALF,
        /** Whole as HTTP, cut off as JSON. */
        MALFORMED,
        /** No answer at all. */
        HANG
    }

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Map<String, Runnable> hooks = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final BlockingQueue<OutputStream> listeners = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String apiVersion = "1.41";
    private volatile String minApiVersion = "1.12";
    private volatile @Nullable String spokenVersion;
    private volatile HttpServer server;

    public FakeDocker() {
        server = start(0);
        manager();
        services();
        tasks();
        answers.put("/nodes", SwarmJson.list(List.of(SwarmJson.node("node-1", "vm", "192.0.2.7"))));
        networks(SwarmJson.network("net-web", "web", false));
        containers();
    }

    public DockerHost host() {
        return new DockerHost.TcpPort("127.0.0.1", server.getAddress().getPort());
    }

    /**
     * How to ask it. A connection that this server accepts while it goes away may never be closed,
     * so a whole answer gets a second instead of the usual half minute.
     */
    public DockerSettings settings() {
        DockerSettings usual = DockerSettings.of(host());
        return new DockerSettings(
                usual.host(),
                usual.certFolder(),
                usual.connectTimeout(),
                Duration.ofSeconds(1),
                usual.streamLifetime(),
                usual.maxAnswerBytes());
    }

    public void services(String... services) {
        answers.put("/services", SwarmJson.list(List.of(services)));
    }

    public void tasks(String... tasks) {
        answers.put("/tasks", SwarmJson.list(List.of(tasks)));
    }

    public void containers(String... containers) {
        answers.put("/containers/json", SwarmJson.list(List.of(containers)));
    }

    /** This may not be asked, as a guard before the socket has it. */
    public void refuse(String path) {
        answers.remove(path);
    }

    public void networks(String... networks) {
        answers.put("/networks", SwarmJson.list(List.of(networks)));
    }

    public void nodes(String... nodes) {
        answers.put("/nodes", SwarmJson.list(List.of(nodes)));
    }

    public void manager() {
        answers.put("/info", SwarmJson.info("active", true));
    }

    public void worker() {
        answers.put("/info", SwarmJson.info("active", false));
    }

    public void noSwarm() {
        answers.put("/info", SwarmJson.info("inactive", false));
    }

    /** It is on its way into one. */
    public void pendingSwarm() {
        answers.put("/info", SwarmJson.info("pending", false));
    }

    /** Which versions it speaks; others are refused with 400, as the Engine does. */
    public void speaks(String oldest, String newest) {
        minApiVersion = oldest;
        apiVersion = newest;
    }

    public void misbehave(String path, Fault fault) {
        faults.put(path, fault);
    }

    /** Does this each time before it answers. */
    public void whenAsked(String path, Runnable before) {
        hooks.put(path, before);
    }

    public void behave() {
        faults.clear();
    }

    /** Closes the port: connections are refused. */
    public void goAway() {
        server.stop(0);
        listeners.clear();
    }

    /** Opens the same port again. */
    public void comeBack() {
        server = start(server.getAddress().getPort());
    }

    /** Sends an event of a service to the next or present listener. */
    public void event() throws InterruptedException, IOException {
        event(
                """
                {"Type":"service","Action":"update","Actor":{"ID":"s1"},"scope":"swarm","time":1}
                """);
    }

    /** Sends an event to the next or present listener. */
    public void event(String json) throws InterruptedException, IOException {
        OutputStream listener = listeners.poll(10, TimeUnit.SECONDS);
        if (listener == null) {
            throw new AssertionError("nobody listens to events");
        }
        listener.write(json.getBytes(StandardCharsets.UTF_8));
        listener.flush();
        listeners.add(listener);
    }

    public int asked(String path) {
        AtomicInteger count = asked.get(path);
        return count == null ? 0 : count.get();
    }

    /** How many requests came for anything. */
    public int requests() {
        return asked.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    public @Nullable String spokenVersion() {
        return spokenVersion;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    private HttpServer start(int port) {
        try {
            HttpServer fresh =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            fresh.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            fresh.createContext("/", this::answer);
            fresh.start();
            return fresh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/_ping")) {
            exchange.getResponseHeaders().add("Api-Version", apiVersion);
            whole(exchange, 200, "OK");
            return;
        }
        String version = path.substring(2, path.indexOf('/', 1));
        spokenVersion = version;
        String question = path.substring(path.indexOf('/', 1));
        asked.computeIfAbsent(question, _ -> new AtomicInteger()).incrementAndGet();
        hooks.getOrDefault(question, () -> {}).run();
        if (number(version) > number(apiVersion) || number(version) < number(minApiVersion)) {
            whole(exchange, 400, "{\"message\":\"client version %s\"}".formatted(version));
        } else if (question.equals("/events")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            listeners.add(exchange.getResponseBody());
        } else {
            withFaults(exchange, question);
        }
    }

    private void withFaults(HttpExchange exchange, String question) throws IOException {
        String answer = answers.get(question);
        Fault fault = faults.get(question);
        if (answer == null) {
            whole(exchange, 404, "{\"message\":\"page not found\"}");
        } else if (fault == null) {
            whole(exchange, 200, answer);
        } else {
            switch (fault) {
                case ERROR -> whole(exchange, 500, "{\"message\":\"rpc error: no leader\"}");
                case MALFORMED ->
                        whole(exchange, 200, answer.substring(0, answer.lastIndexOf(']')));
                case HALF -> half(exchange, answer);
                case HANG -> hang(exchange);
            }
        }
    }

    private static void whole(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void half(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private void hang(HttpExchange exchange) {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static int number(String version) {
        return Integer.parseInt(version.substring(version.indexOf('.') + 1));
    }
}
