package dev.waggle.routing.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Draining;
import dev.waggle.routing.Outlook;
import dev.waggle.routing.docker.DockerClient;
import dev.waggle.routing.docker.DockerHost;
import dev.waggle.routing.docker.DockerSettings;
import dev.waggle.routing.docker.FakeDocker;
import dev.waggle.routing.docker.FakeDocker.Fault;
import dev.waggle.routing.docker.Interfaces;
import dev.waggle.routing.docker.SettableClock;
import dev.waggle.routing.docker.Subnet;
import dev.waggle.routing.docker.SwarmJson;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwarmFollowerTest {
    private static final Map<String, String> BLOG =
            Map.of("routing-host", "blog.example", "routing-port", "8080");
    private static final Subnet WEB = Subnet.parse("10.0.1.0/24");

    private final FakeDocker docker = new FakeDocker();
    private final SettableClock clock = new SettableClock();
    private Set<Subnet> own = Set.of(WEB);
    private Set<InetAddress> ownAddresses = Set.of();
    private SwarmFollower follower = follower(quick(docker.host()));

    @BeforeEach
    void oneServiceWithTwoTasks() {
        docker.services(SwarmJson.service("s1", "blog_web", BLOG));
        docker.tasks(
                SwarmJson.task("t2", "s1", 2, "running", "running"),
                SwarmJson.task("t1", "s1", 1, "running", "running"));
    }

    @AfterEach
    void stop() {
        docker.close();
    }

    @Test
    void readsServicesWithTheirTasksInAStableOrder() {
        ServiceState blog = onlyService(follower.step(true));

        assertThat(blog)
                .isEqualTo(
                        new ServiceState(
                                "s1",
                                "blog_web",
                                Instant.parse("2026-11-21T22:18:49.844512345Z"),
                                BLOG,
                                Map.of(),
                                blog.tasks()));
        assertThat(blog.tasks())
                .containsExactly(
                        TaskState.running("t1", "vm", List.of(web("10.0.1.3"))),
                        TaskState.running("t2", "vm", List.of(web("10.0.1.4"))));
    }

    @Test
    void tellsTheLabelsOfContainersApart() {
        docker.services(
                SwarmJson.service(
                        "s1", "blog_web", Map.of(), Map.of("routing-host", "blog.example"), ""));

        ServiceState blog = onlyService(follower.step(true));

        assertThat(blog.labels()).isEmpty();
        assertThat(blog.containerLabels()).containsEntry("routing-host", "blog.example");
    }

    @Test
    void noticesAChangeOfLabelsOnly() {
        follower.step(true);
        docker.services(SwarmJson.service("s1", "blog_web", Map.of("routing-host", "new.example")));

        assertThat(onlyService(follower.step(true)).labels())
                .containsEntry("routing-host", "new.example");
    }

    @Test
    void noticesAChangeOfLabelsEvenWhenItsEventWasLost() {
        follower.step(true);
        docker.services(SwarmJson.service("s1", "blog_web", Map.of("routing-host", "new.example")));

        assertThat(follower.step(false)).isEmpty();
        clock.goOn(Duration.ofSeconds(30));
        assertThat(onlyService(follower.step(false)).labels())
                .containsEntry("routing-host", "new.example");
    }

    @Test
    void followsAServiceThatIsScaled() {
        follower.step(true);
        docker.tasks(
                SwarmJson.task("t1", "s1", 1, "running", "running"),
                SwarmJson.task("t2", "s1", 2, "running", "running"),
                SwarmJson.task("t3", "s1", 3, "running", "running"));

        assertThat(onlyService(follower.step(false)).tasks())
                .extracting(TaskState::id)
                .containsExactly("t1", "t2", "t3");
    }

    @Test
    void noticesTheDeathOfATaskBySweepingAlone() {
        follower.step(true);
        docker.tasks(
                SwarmJson.task("t1", "s1", 1, "running", "running"),
                SwarmJson.task("t2", "s1", 2, "shutdown", "failed"));

        assertThat(onlyService(follower.step(false)).tasks())
                .extracting(TaskState::id)
                .containsExactly("t1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shutdown", "remove"})
    void aTaskThatRunsButIsWantedToStopIsDraining(String desired) {
        docker.tasks(SwarmJson.task("t1", "s1", 1, desired, "running"));

        TaskState task = onlyService(follower.step(true)).tasks().getFirst();

        assertThat(task.draining()).isTrue();
        assertThat(task.running()).isFalse();
    }

    @Test
    void aDrainingTaskKeepsTheTimeAtWhichItWasFirstSeenAndHasItsOwnGraceToStop() {
        follower.step(true);
        Instant seen = clock.instant();
        Duration grace = Duration.ofSeconds(30);
        docker.tasks(
                SwarmJson.withStopGrace(
                        SwarmJson.task("t1", "s1", 1, "shutdown", "running"), grace));

        assertThat(onlyService(follower.step(false)).tasks())
                .extracting(TaskState::drain)
                .containsExactly(new Draining(seen, grace));

        clock.goOn(Duration.ofSeconds(3));
        docker.tasks(
                SwarmJson.withStopGrace(
                        SwarmJson.task("t1", "s1", 1, "shutdown", "running"), grace),
                SwarmJson.task("t3", "s1", 1, "running", "running"));
        assertThat(onlyService(follower.step(false)).tasks())
                .extracting(TaskState::drain)
                .containsExactly(new Draining(seen, grace), null);
    }

    @Test
    void aTaskThatSaysNothingOfItsGraceHasTenSeconds() {
        docker.tasks(SwarmJson.task("t1", "s1", 1, "shutdown", "running"));

        assertThat(onlyService(follower.step(true)).tasks())
                .extracting(TaskState::drain)
                .containsExactly(new Draining(clock.instant(), Duration.ofSeconds(10)));
    }

    @Test
    void aTaskThatShouldStopOnALostNodeIsGoneAlthoughItIsStillCalledRunning() {
        docker.nodes(
                SwarmJson.node("node-1", "vm", "192.0.2.7"),
                SwarmJson.down(SwarmJson.node("node-2", "vm2", "192.0.2.8")));
        docker.tasks(
                SwarmJson.task("t1", "s1", 1, "shutdown", "running"),
                SwarmJson.onNode(SwarmJson.task("t2", "s1", 2, "shutdown", "running"), "node-2"));

        assertThat(onlyService(follower.step(true)).tasks())
                .extracting(TaskState::id)
                .containsExactly("t1");
    }

    @ParameterizedTest
    @CsvSource({
        "running, running, SETTLED",
        "running, starting, COMING",
        "ready, ready, COMING",
        "running, failed, COMING",
        "shutdown, running, COMING",
        "shutdown, failed, SETTLED",
        "shutdown, shutdown, SETTLED"
    })
    void whetherATaskIsOnItsWayFollowsFromWhatIsWantedAndWhatIsThere(
            String desired, String state, Outlook outlook) {
        docker.tasks(SwarmJson.task("t1", "s1", 1, desired, state));

        assertThat(onlyService(follower.step(true)).outlook()).isEqualTo(outlook);
    }

    @Test
    void aServiceScaledToZeroHasNoTaskOnItsWayThoughTheLastOnesStillStop() {
        docker.services(SwarmJson.scaled(SwarmJson.service("s1", "blog_web", BLOG), 0));
        docker.tasks(SwarmJson.task("t1", "s1", 1, "remove", "running"));

        assertThat(onlyService(follower.step(true)).outlook()).isEqualTo(Outlook.SCALED_TO_ZERO);
    }

    @Test
    void aServiceWithoutAnyTaskYetIsAboutToHaveOne() {
        docker.tasks();

        assertThat(onlyService(follower.step(true)).outlook()).isEqualTo(Outlook.COMING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"new", "pending", "preparing", "starting", "failed", "complete"})
    void aTaskThatDoesNotRunIsLeftOut(String state) {
        docker.tasks(SwarmJson.task("t1", "s1", 1, "running", state));

        assertThat(onlyService(follower.step(true)).tasks()).isEmpty();
    }

    @Test
    void anAddressOnAForeignNetworkIsNotReachable() {
        docker.tasks(
                SwarmJson.task(
                        "t1",
                        "s1",
                        1,
                        "running",
                        "running",
                        SwarmJson.overlay("net-db", "db", false, "10.0.9.5/24")));

        assertThat(addresses(follower.step(true)))
                .containsExactly(new TaskAddress("db", "10.0.9.5", OptionalInt.empty(), false));
    }

    @Test
    void whatIsReachableIsDecidedAnewWhenTheProxyIsAttachedToAnotherNetwork() {
        own = Set.of();
        assertThat(addresses(follower.step(true))).noneMatch(TaskAddress::reachable);

        own = Set.of(WEB);
        assertThat(addresses(follower.step(false))).allMatch(TaskAddress::reachable);
    }

    @Test
    void neverUsesTheIngressNetwork() {
        docker.tasks(
                SwarmJson.task(
                        "t1",
                        "s1",
                        1,
                        "running",
                        "running",
                        SwarmJson.overlay("net-in", "ingress", true, "10.0.0.8/24"),
                        SwarmJson.overlay("net-in2", "renamed", false, "10.0.7.8/24"),
                        SwarmJson.web("10.0.1.3/24")));
        docker.networks(SwarmJson.network("net-in2", "renamed", true));

        assertThat(addresses(follower.step(true))).containsExactly(web("10.0.1.3"));
    }

    @Test
    void aTaskOnTheNetworkOfTheHostHasTheAddressOfItsNode() {
        docker.tasks(SwarmJson.task("t1", "s1", 1, "running", "running", SwarmJson.hostNetwork()));

        assertThat(addresses(follower.step(true)))
                .containsExactly(new TaskAddress("host", "192.0.2.7", OptionalInt.empty(), false));
    }

    @Test
    void aManagerThatCallsItself0000HasTheAddressThatManagersUse() {
        docker.nodes(SwarmJson.node("node-1", "vm", "0.0.0.0"));
        docker.tasks(SwarmJson.task("t1", "s1", 1, "running", "running", SwarmJson.hostNetwork()));

        assertThat(addresses(follower.step(true)))
                .extracting(TaskAddress::host)
                .containsExactly("192.0.2.7");
    }

    @Test
    void anUnchangedSweepAsksForNothingButTheTasks() {
        follower.step(true);

        assertThat(follower.step(false)).isEmpty();
        assertThat(docker.asked("/tasks")).isEqualTo(2);
        assertThat(docker.asked("/services")).isEqualTo(1);
    }

    @Test
    void aSweepThatFindsOtherTasksAsksForNothingElse() {
        follower.step(true);
        docker.tasks(SwarmJson.task("t1", "s1", 1, "running", "running"));

        assertThat(follower.step(false)).isPresent();
        assertThat(docker.asked("/tasks")).isEqualTo(2);
        assertThat(docker.asked("/services")).isEqualTo(1);
    }

    @Test
    void aSweepThatFindsATaskOfAServiceWhoseEventWasLostReadsTheServices() {
        follower.step(true);
        docker.services(
                SwarmJson.service("s1", "blog_web", BLOG),
                SwarmJson.service("s2", "shop_web", BLOG));
        docker.tasks(SwarmJson.task("t9", "s2", 1, "running", "running"));

        assertThat(follower.step(false).orElseThrow().services())
                .extracting(ServiceState::name)
                .containsExactly("blog_web", "shop_web");
    }

    @Test
    void anEngineThatIsSlowGetsFourTimesAsMuchRest() {
        docker.whenAsked("/tasks", () -> clock.goOn(Duration.ofSeconds(1)));
        follower.step(true);
        assertThat(follower.nextWait()).isEqualTo(Duration.ofSeconds(4));

        docker.whenAsked("/tasks", () -> clock.goOn(Duration.ofMinutes(1)));
        follower.step(false);
        assertThat(follower.nextWait()).isEqualTo(Duration.ofSeconds(10));

        docker.whenAsked("/tasks", () -> {});
        follower.step(false);
        assertThat(follower.nextWait()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anEngineThatIsSlowWhileAnUpdateGoesOnRestsOnlyAsLongAsItTook() {
        docker.services(SwarmJson.service("s1", "blog_web", BLOG, Map.of(), "updating"));
        docker.whenAsked("/tasks", () -> clock.goOn(Duration.ofMillis(700)));
        follower.step(true);

        assertThat(follower.nextWait()).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void whatReadsTheSameIsNotToldAgain() {
        follower.step(true);

        assertThat(follower.step(true)).isEmpty();
        assertThat(docker.asked("/services")).isEqualTo(2);
    }

    @Test
    void sweepsOnceASecondAndFourTimesDuringAnUpdate() {
        follower.step(true);
        assertThat(follower.nextWait()).isEqualTo(Duration.ofSeconds(1));

        docker.services(SwarmJson.service("s1", "blog_web", BLOG, Map.of(), "updating"));
        follower.step(true);
        assertThat(follower.nextWait()).isEqualTo(Duration.ofMillis(250));

        docker.services(SwarmJson.service("s1", "blog_web", BLOG, Map.of(), "completed"));
        follower.step(true);
        assertThat(follower.nextWait()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void sweepsFasterWhileATaskStarts() {
        docker.tasks(SwarmJson.task("t1", "s1", 1, "running", "preparing"));
        follower.step(true);

        assertThat(follower.nextWait()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void doesNotSweepFastForEverWhenAnUpdateHangs() {
        docker.services(SwarmJson.service("s1", "blog_web", BLOG, Map.of(), "updating"));
        follower.step(true);
        clock.goOn(Duration.ofSeconds(61));
        follower.step(false);

        assertThat(follower.nextWait()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void keepsWhatIsKnownWhenTheTasksAreNotAnsweredWhole(Fault fault) {
        follower.step(true);
        docker.misbehave("/tasks", fault);

        assertThat(follower.step(false)).isEmpty();
        assertThat(follower.status().isStale()).isTrue();
        assertThat(follower.status().lastError())
                .hasValueSatisfying(e -> assertThat(e).contains("tasks"));

        docker.behave();
        assertThat(follower.step(false)).as("the same state is not told again").isEmpty();
        assertThat(follower.status().isStale()).isFalse();
    }

    @Test
    void knowsWhenTheManagerWroteATaskDown() {
        assertThat(follower.written()).isEmpty();
        follower.step(true);
        Instant written = Instant.parse("2026-11-21T22:18:51.128456789Z");
        assertThat(follower.written()).isEqualTo(Map.of("t1", written, "t2", written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/services", "/nodes", "/networks"})
    void keepsWhatIsKnownWhenOneOfTheListsFails(String list) {
        follower.step(true);
        docker.tasks();
        docker.misbehave(list, Fault.HALF);

        assertThat(follower.step(true)).isEmpty();

        docker.behave();
        assertThat(onlyService(follower.step(false)).tasks()).isEmpty();
    }

    @Test
    void readsEverythingAgainAfterTheEngineWasAway() {
        follower.step(true);
        docker.goAway();
        assertThat(follower.step(false)).isEmpty();
        docker.services(SwarmJson.service("s1", "blog_web", Map.of("routing-host", "new.example")));
        docker.comeBack();

        assertThat(onlyService(follower.step(false)).labels())
                .containsEntry("routing-host", "new.example");
    }

    @Test
    void waitsLongerAfterEveryFailureUpToABound() {
        docker.goAway();
        Duration longest = Duration.ZERO;
        for (int failures = 0; failures < 20; failures++) {
            follower.step(true);
            longest = longest.compareTo(follower.nextWait()) > 0 ? longest : follower.nextWait();
        }

        assertThat(longest).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(follower.status().consecutiveFailures()).isEqualTo(20);
        assertThat(follower.status().lastSuccess()).isEmpty();
    }

    @Test
    void countsWhatItReads() {
        follower.step(true);
        Instant first = clock.instant();
        long bytes = follower.status().bytes();
        docker.misbehave("/tasks", Fault.ERROR);
        follower.step(false);

        assertThat(bytes).isPositive();
        assertThat(follower.status().reads()).isEqualTo(1);
        assertThat(follower.status().errors()).isEqualTo(1);
        assertThat(follower.status().lastSuccess()).contains(first);
        assertThat(follower.status().lastError())
                .hasValueSatisfying(e -> assertThat(e).contains("500").contains("no leader"));
    }

    @Test
    void saysThatAWorkerKnowsNothing() {
        docker.worker();

        assertThat(follower.step(true)).isEmpty();
        assertThat(follower.status().lastError())
                .hasValueSatisfying(e -> assertThat(e).contains("worker").contains("manager"));
    }

    @Test
    void saysThatThereIsNoSwarm() {
        docker.noSwarm();

        assertThat(follower.step(true)).isEmpty();
        assertThat(follower.status().lastError())
                .hasValueSatisfying(e -> assertThat(e).contains("no Swarm"));
    }

    @Test
    void doesNotReadAnAnswerThatIsLongerThanTheBound() {
        follower = follower(bounded(quick(docker.host()), 2048));
        docker.services(SwarmJson.service("s1", "blog_web", Map.of("note", "x".repeat(4000))));

        assertThat(follower.step(true)).isEmpty();
        assertThat(follower.status().lastError())
                .hasValueSatisfying(e -> assertThat(e).contains("longer than 2048 bytes"));
    }

    private SwarmFollower follower(DockerSettings settings) {
        return new SwarmFollower(
                SwarmPace.USUAL,
                new DockerClient(settings),
                () -> new Interfaces(own, ownAddresses),
                clock,
                new Random(1));
    }

    /** A hanging answer is given up soon, so that the test is quick. */
    private static DockerSettings quick(DockerHost host) {
        DockerSettings usual = DockerSettings.of(host);
        return new DockerSettings(
                host,
                usual.certFolder(),
                usual.connectTimeout(),
                Duration.ofMillis(1500),
                usual.streamLifetime(),
                usual.maxAnswerBytes());
    }

    private static DockerSettings bounded(DockerSettings usual, int maxAnswerBytes) {
        return new DockerSettings(
                usual.host(),
                usual.certFolder(),
                usual.connectTimeout(),
                usual.readTimeout(),
                usual.streamLifetime(),
                maxAnswerBytes);
    }

    private static ServiceState onlyService(Optional<SourceState> state) {
        assertThat(state).isPresent();
        assertThat(state.orElseThrow().services()).hasSize(1);
        return state.orElseThrow().services().getFirst();
    }

    private static List<TaskAddress> addresses(Optional<SourceState> state) {
        return onlyService(state).tasks().stream().flatMap(t -> t.addresses().stream()).toList();
    }

    private static TaskAddress web(String address) {
        return new TaskAddress("web", address, OptionalInt.empty(), true);
    }

    @Test
    void knowsTheMeshThatReachesATaskOfItsOwnAddress() {
        docker.tasks(inTheMesh("10.0.0.8/24"));
        ownAddresses = Set.of(InetAddress.ofLiteral("10.0.0.8"));
        follower.step(true);
        assertThat(follower.mesh())
                .contains(new IngressMesh("blog_web", Set.of(Subnet.parse("10.0.0.0/24"))));

        ownAddresses = Set.of(InetAddress.ofLiteral("10.0.1.3"));
        follower.step(false);
        assertThat(follower.mesh()).isEmpty();
    }

    @Test
    void anAddressOfTheMeshWithoutARangeIsNoRange() {
        docker.tasks(inTheMesh("10.0.0.8"));
        ownAddresses = Set.of(InetAddress.ofLiteral("10.0.0.8"));
        follower.step(true);

        assertThat(follower.mesh()).contains(new IngressMesh("blog_web", Set.of()));
    }

    private static String inTheMesh(String address) {
        return SwarmJson.task(
                "t1",
                "s1",
                1,
                "running",
                "running",
                SwarmJson.overlay("net-in", "ingress", true, address),
                SwarmJson.overlay("net-web", "web", false, "10.0.1.3/24"));
    }
}
