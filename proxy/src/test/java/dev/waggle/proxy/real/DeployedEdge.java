package dev.waggle.proxy.real;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Waggle at the edge of the private Swarm, deployed with the project's own {@code stack.yml}. It is
 * asked on the manager's address, by clients in their own network, and its certificates are those
 * of its local authority.
 */
public final class DeployedEdge implements AutoCloseable {
    /** The full name of its service. */
    public static final String SERVICE = "edge_waggle";

    /** A user whom the password file knows, as curl wants it. */
    public static final String USER = "ada:correct horse";

    private static final String STACK = "edge";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration UPDATE_TIME = Duration.ofSeconds(20);

    private final SwarmCluster swarm;
    private final TaskAuthority taskAuthority;
    private final Path localAuthority;

    private DeployedEdge(SwarmCluster swarm, TaskAuthority taskAuthority) {
        this.swarm = swarm;
        this.taskAuthority = taskAuthority;
        this.localAuthority = swarm.file("edge-ca.crt", "");
        readLocalAuthority();
    }

    /** Deploys {@code stack.yml} and waits until the edge is running and healthy. */
    static DeployedEdge deploy(SwarmCluster swarm) {
        TaskAuthority taskAuthority = TaskAuthority.create(swarm);
        swarm.deploy(STACK, stackFile(swarm, taskAuthority), variables(swarm));
        swarm.awaitRunning(SERVICE, 1);
        return new DeployedEdge(swarm, taskAuthority);
    }

    private static Map<String, String> variables(SwarmCluster swarm) {
        Map<String, String> variables = new HashMap<>();
        variables.put("WAGGLE_IMAGE", swarm.images().waggle());
        variables.put("DOCKER_GID", Integer.toString(SwarmNode.SOCKET_GROUP));
        // The node itself, on the bridge that it shares with its containers.
        variables.put("WAGGLE_ADMIN_ALLOW_FROM", "172.16.0.0/12");
        return variables;
    }

    /** The file with what its comments offer switched on, and certificates of our own. */
    private static String stackFile(SwarmCluster swarm, TaskAuthority taskAuthority) {
        String text = projectFile("stack.yml");
        text = replace(text, "    # secrets: [htpasswd]", "    secrets: [htpasswd, task-ca]");
        text =
                replace(
                        text,
                        "      # WAGGLE_ACME_EMAIL: you@example.org",
                        "      WAGGLE_SELF_SIGNED: \"true\"\n"
                                + "      WAGGLE_TLS_CA_FILE: /run/secrets/task-ca");
        return replace(
                text,
                "# secrets:\n#   htpasswd:\n#     external: true",
                "secrets:\n  htpasswd: {file: %s}\n  task-ca: {file: %s}"
                        .formatted(passwordFile(swarm), taskAuthority.certificate()));
    }

    private static Path passwordFile(SwarmCluster swarm) {
        String[] user = USER.split(":", 2);
        String line = Command.of("htpasswd", "-nbB", "-C", "5", user[0], user[1]).output();
        return swarm.file("htpasswd", line + "\n");
    }

    /** A file of the project's top folder. */
    static String projectFile(String name) {
        try {
            return Files.readString(Images.PROJECT.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Replaces what must be there.
     *
     * @throws IllegalStateException when it is not: the file has changed
     */
    static String replace(String text, String part, String by) {
        if (!text.contains(part)) {
            throw new IllegalStateException("the stack file has no longer: " + part);
        }
        return text.replace(part, by);
    }

    private void readLocalAuthority() {
        swarm.node(task())
                .docker(
                        "cp",
                        swarm.container(task()) + ":/var/lib/waggle/local-ca.crt",
                        localAuthority.toString());
    }

    /** Who signs certificates of tasks that the edge trusts. */
    TaskAuthority taskAuthority() {
        return taskAuthority;
    }

    /** The certificate of the edge's own authority, for clients. */
    Path localAuthority() {
        return localAuthority;
    }

    /** Where clients reach it. */
    String address() {
        return swarm.manager().address();
    }

    /** The edge's one task. */
    public SwarmCluster.Task task() {
        return swarm.tasks(SERVICE).getFirst();
    }

    /** What it wrote last: access log and messages. */
    public String logs() {
        return swarm.logs(SERVICE);
    }

    /** All lines of the access log of its task. */
    public List<String> accessLog() {
        return swarm.output(task());
    }

    /** A command of Waggle inside the running container. */
    public Command inside(String... waggleArguments) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "/opt/waggle/runtime/bin/java",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                "/opt/waggle/lib/*",
                                "dev.waggle.proxy.Main"));
        words.addAll(List.of(waggleArguments));
        return swarm.inTask(task(), words.toArray(String[]::new));
    }

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
                                localAuthority.toString(),
                                "--connect-to",
                                "::" + address() + ":"));
        words.addAll(List.of(options));
        words.add(url);
        return swarm.client(words.toArray(String[]::new));
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
        return swarm.client(
                        "openssl",
                        "s_client",
                        "-quiet",
                        "-connect",
                        address() + ":443",
                        "-servername",
                        host,
                        "-CAfile",
                        localAuthority.toString(),
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
    Command adminPage(String path) {
        String url = "http://" + swarm.addressOnNode(task()) + ":9180" + path;
        return swarm.node(task()).inNetwork("curl", "-sS", "--fail", "--max-time", "5", url);
    }

    /**
     * The value of a metric now.
     *
     * @param series name and labels as they are written
     */
    double metric(String series) {
        return metric(admin("/metrics"), series);
    }

    /** The same in what the page of metrics said. */
    static double metric(String page, String series) {
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
                .map(DeployedEdge::line)
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
        return Math.toIntExact(
                StreamSupport.stream(routes(host).spliterator(), false)
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
        return StreamSupport.stream(json("/api/routes").spliterator(), false)
                .filter(route -> route.path("host").asText().equals(host))
                .toList();
    }

    private JsonNode json(String path) {
        try {
            return JSON.readTree(admin(path));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        swarm.remove(STACK);
    }
}
