package dev.waggle.proxy.real;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Waggle at the edge of an engine, as its clients and its operator see it. */
public abstract class RunningEdge implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration UPDATE_TIME = Duration.ofSeconds(20);

    /** A program of this machine in the clients' network. */
    abstract Command client(String... words);

    /** Where clients reach it. */
    public abstract String address();

    /** The certificate of the edge's own authority, for clients. */
    public abstract Path localAuthority();

    /** What it wrote last: access log and messages. */
    public abstract String logs();

    @Override
    public abstract void close();

    // ---- clients ----

    /**
     * curl for a URL whose host resolves to the edge. Certificates must be of its local authority.
     *
     * @param options before the URL
     */
    public Command curl(String url, String... options) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "curl",
                                "--silent",
                                "--show-error",
                                "--path-as-is",
                                "--max-time",
                                "20",
                                "--cacert",
                                localAuthority().toString(),
                                "--connect-to",
                                "::" + address() + ":"));
        words.addAll(List.of(options));
        words.add(url);
        return client(words.toArray(String[]::new));
    }

    /** Asks with {@link #curl}, whatever comes out. */
    Answer ask(String url, String... options) {
        List<String> all = new ArrayList<>(List.of("--include"));
        all.addAll(List.of(options));
        return Answer.of(curl(url, all.toArray(String[]::new)).run());
    }

    /** Asks a recorder, and returns the request as that received it. */
    RecordedRequest received(String url, String... options) {
        Answer answer = ask(url + (url.contains("?") ? "&echo" : "?echo"), options);
        if (answer.status() != 200) {
            throw new AssertionError(url + " was answered with " + answer);
        }
        return new RecordedRequest(
                Integer.parseInt(answer.first("recorder-request")),
                Integer.parseInt(answer.first("recorder-connection")),
                answer.body(),
                answer.body().length(),
                -1,
                "",
                "");
    }

    /** Sends exactly these bytes over TLS, and reads to the end. */
    String send(String host, String bytes) {
        return client(
                        "openssl",
                        "s_client",
                        "-quiet",
                        "-connect",
                        address() + ":443",
                        "-servername",
                        host,
                        "-CAfile",
                        localAuthority().toString(),
                        "-verify_return_error")
                .reading(bytes)
                .run()
                .output();
    }

    /** Waits until a URL is answered with this status. */
    public void awaitStatus(String url, int status) {
        Eventually.holds(
                url + " is answered with " + status,
                UPDATE_TIME,
                () -> ask(url).status() == status,
                () -> ask(url) + "\n" + logs());
    }

    // ---- what it says about itself ----

    /** A page of the admin listener, asked from its node. */
    public String admin(String path) {
        return adminPage(path).output();
    }

    /** The command that asks for it; it needs no engine when it runs. */
    public abstract Command adminPage(String path);

    /**
     * The value of a metric now.
     *
     * @param series name and labels as they are written
     */
    double metric(String series) {
        return metric(admin("/metrics"), series);
    }

    /** The same in what the page of metrics said. */
    public static double metric(String page, String series) {
        return page.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** The problems of a service now: label, value, message and fix of each in one line. */
    public List<String> problems(String service) {
        return StreamSupport.stream(json("/api/problems").spliterator(), false)
                .filter(problem -> problem.path("service").asText().equals(service))
                .map(RunningEdge::line)
                .toList();
    }

    private static String line(JsonNode problem) {
        return String.join(
                " | ",
                problem.path("label").asText(),
                problem.path("value").asText(),
                problem.path("message").asText(),
                problem.path("fix").asText());
    }

    /** Waits until a service has a problem whose line matches. */
    public void awaitProblem(String service, String regularExpression) {
        Eventually.holds(
                service + " has a problem " + regularExpression,
                UPDATE_TIME,
                () -> problems(service).stream().anyMatch(p -> p.matches(regularExpression)),
                () -> admin("/api/problems"));
    }

    /** How many endpoints of a host's routes are up. */
    public int endpoints(String host) {
        return endpoints(admin("/api/routes"), host);
    }

    /** The same in what the page of routes said. */
    public static int endpoints(String page, String host) {
        return Math.toIntExact(
                routes(page, host).stream()
                        .flatMap(route ->
                                StreamSupport.stream(route.path("endpoints").spliterator(), false))
                        .filter(endpoint -> endpoint.path("state").asText().equals("up"))
                        .count());
    }

    /** Waits until the routes of a host have so many endpoints that are up. */
    public void awaitEndpoints(String host, int count) {
        Eventually.holds(
                host + " has " + count + " endpoints",
                UPDATE_TIME,
                () -> endpoints(host) == count,
                () -> admin("/api/routes"));
    }

    /** The routes of a host as the admin listener shows them. */
    List<JsonNode> routes(String host) {
        return routes(admin("/api/routes"), host);
    }

    private static List<JsonNode> routes(String page, String host) {
        return StreamSupport.stream(parse(page).spliterator(), false)
                .filter(route -> route.path("host").asText().equals(host))
                .toList();
    }

    private JsonNode json(String path) {
        return parse(admin(path));
    }

    private static JsonNode parse(String page) {
        try {
            return JSON.readTree(page);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
