package dev.waggle.routing.container;

import static dev.waggle.routing.container.ContainerJson.compose;
import static dev.waggle.routing.container.ContainerJson.container;
import static dev.waggle.routing.container.ContainerJson.shortId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.docker.DockerClient;
import dev.waggle.routing.docker.DockerSettings;
import dev.waggle.routing.docker.FakeDocker;
import dev.waggle.routing.docker.FakeDocker.Fault;
import dev.waggle.routing.docker.Interfaces;
import dev.waggle.routing.docker.SettableClock;
import dev.waggle.routing.docker.Subnet;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContainerFollowerTest {
    /** The proxy is a container on the network web. */
    private static final Interfaces ON_WEB = interfaces("172.17.0.9", "172.17.0.0/16");

    /** The proxy is a process of the host. */
    private static final Interfaces ON_HOST = interfaces("172.17.0.1", "172.17.0.0/16");

    private final FakeDocker docker = new FakeDocker();
    private final SettableClock clock = new SettableClock();
    private final StopOrders stopOrders = new StopOrders(clock);
    private Interfaces own = ON_WEB;
    private final ContainerFollower follower = follower();

    @AfterEach
    void stop() {
        docker.close();
    }

    @Test
    void aContainerIsAServiceOfItsName() {
        serve(container("blog").label("routing-host", "a.example").on("web", "172.17.0.2", ""));

        assertThat(onlyService(follower.step(true)))
                .isEqualTo(
                        new ServiceState(
                                "container:" + ContainerJson.id("blog"),
                                "blog",
                                Instant.ofEpochSecond(1_795_302_600L),
                                Map.of("routing-host", "a.example"),
                                Map.of(),
                                List.of(
                                        TaskState.running(
                                                shortId("blog"),
                                                "vm",
                                                List.of(web("172.17.0.2"))))));
    }

    @Test
    void containersOfOneComposeServiceAreItsTasks() {
        serve(
                compose("shop", "web", 2).createdAt(2).on("web", "172.17.0.3", ""),
                compose("shop", "web", 1).createdAt(1).on("web", "172.17.0.2", ""),
                compose("shop", "db", 1).on("web", "172.17.0.4", ""));

        SourceState state = follower.step(true).orElseThrow();

        assertThat(state.services())
                .extracting(ServiceState::name)
                .containsExactly("shop_db", "shop_web");
        assertThat(state.services().getLast().tasks())
                .extracting(TaskState::id)
                .containsExactly(shortId("shop-web-1"), shortId("shop-web-2"));
    }

    @Test
    void containersWithOtherRoutesKeepTheirOwnWhileComposeReplacesThem() {
        serve(
                compose("shop", "web", 1).label("routing-port", "80").createdAt(1),
                compose("shop", "web", 2).label("routing-port", "81").createdAt(2));

        assertThat(follower.step(true).orElseThrow().services())
                .extracting(service -> service.labels().get("routing-port"))
                .containsExactlyInAnyOrder("80", "81");
    }

    @ParameterizedTest
    @CsvSource({
        "running, Up 2 seconds, true",
        "running, Up 2 minutes (healthy), true",
        "running, Up 2 seconds (health: starting), false",
        "running, Up 2 minutes (unhealthy), false",
        "paused, Up 2 minutes (Paused), false"
    })
    void servesWhenItRunsAndIsHealthyIfThatIsKnown(String state, String status, boolean serves) {
        serve(container("blog").is(state, status));

        TaskState task = onlyService(follower.step(true)).tasks().getFirst();

        assertThat(task.running()).isEqualTo(serves);
        assertThat(task.draining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"exited, 0", "dead, 0", "created, 0", "removing, 0", "restarting, 1"})
    void aContainerThatHasStoppedIsAServiceNoMoreUnlessItRestarts(String state, int services) {
        serve(container("blog").is(state, ""));

        SourceState seen = follower.step(true).orElseThrow();

        assertThat(seen.services()).hasSize(services);
        assertThat(seen.services()).allMatch(service -> service.tasks().isEmpty());
    }

    @Test
    void aComposeServiceStaysWithoutTasksWhenItIsStopped() {
        serve(compose("shop", "web", 1).is("exited", "Exited (0) 1 second ago"));

        assertThat(onlyService(follower.step(true)).tasks()).isEmpty();
    }

    @Test
    void leavesTasksOfASwarmAndOneOffCommandsAlone() {
        serve(
                container("blog.1.x").label("com.docker.swarm.task.id", "t1"),
                compose("shop", "web", 1).label("com.docker.compose.oneoff", "True"));

        assertThat(follower.step(true).orElseThrow().services()).isEmpty();
    }

    @Test
    void aContainerThatWasToldToStopIsDrainingUntilItIsStartedAgain() {
        serve(container("blog"));
        follower.step(true);

        stopOrders.ordered(ContainerJson.id("blog"));
        TaskState stopping = onlyService(follower.step(false)).tasks().getFirst();
        assertThat(stopping.draining()).isTrue();
        assertThat(stopping.running()).isFalse();

        stopOrders.over(ContainerJson.id("blog"));
        assertThat(onlyService(follower.step(false)).tasks().getFirst().running()).isTrue();
    }

    @Test
    void aContainerThatRunsOnAfterAMinuteDidNotTakeItForAnOrder() {
        serve(container("blog"));
        stopOrders.ordered(ContainerJson.id("blog"));
        follower.step(true);
        clock.goOn(Duration.ofSeconds(61));

        assertThat(onlyService(follower.step(false)).tasks().getFirst().running()).isTrue();
    }

    @Test
    void anAddressOnAForeignNetworkIsNotReachableAndNoneIsNoNetwork() {
        serve(container("blog").on("none", "", "").on("shop_default", "172.20.0.2", "172.20.0.1"));

        assertThat(addresses(follower.step(true)))
                .containsExactly(
                        new TaskAddress("shop_default", "172.20.0.2", OptionalInt.empty(), false));
    }

    @Test
    void whatIsReachableIsDecidedAnewWhenTheProxyIsAttachedToAnotherNetwork() {
        own = interfaces("172.30.0.9", "172.30.0.0/16");
        serve(container("blog").on("web", "172.17.0.2", ""));
        assertThat(addresses(follower.step(true))).noneMatch(TaskAddress::reachable);

        own = ON_WEB;
        assertThat(addresses(follower.step(false))).allMatch(TaskAddress::reachable);
    }

    @Test
    void aContainerThatHasTheNetworkOfAnotherIsReachedAtItsAddress() {
        serve(
                container("vpn").on("web", "172.17.0.2", ""),
                container("app").mode("container:" + ContainerJson.id("vpn")));

        assertThat(follower.step(true).orElseThrow().services())
                .allSatisfy(service ->
                        assertThat(service.tasks().getFirst().addresses())
                                .containsExactly(web("172.17.0.2")));
    }

    @Test
    void onTheHostAContainerWithTheHostsNetworkIsOnLoopback() {
        own = ON_HOST;
        serve(
                container("blog").mode("host").on("host", "", ""),
                container("other").on("web", "172.17.0.2", "172.17.0.1"));

        assertThat(first(follower.step(true)).addresses())
                .containsExactly(new TaskAddress("host", "127.0.0.1", OptionalInt.empty(), true));
    }

    @Test
    void inAContainerTheHostIsAtItsGateway() {
        serve(
                container("blog").mode("host").on("host", "", ""),
                container("proxy").on("web", "172.17.0.9", "172.17.0.1"));

        assertThat(first(follower.step(true)).addresses())
                .containsExactly(new TaskAddress("host", "172.17.0.1", OptionalInt.empty(), true));
    }

    @Test
    void inAContainerWithoutAGatewayTheHostIsNowhere() {
        serve(
                container("blog").mode("host").on("host", "", ""),
                container("proxy").on("web", "172.17.0.9", ""));

        assertThat(first(follower.step(true)).addresses()).isEmpty();
    }

    @Test
    void publishedPortsAreOpenOnTheHost() {
        serve(
                container("blog")
                        .on("shop_default", "172.20.0.2", "172.20.0.1")
                        .publishes("0.0.0.0", 80, 8080)
                        .publishes("::", 80, 8080)
                        .publishes("127.0.0.1", 81, 8081)
                        .publishes("192.0.2.7", 82, 8082)
                        .exposes(83),
                container("proxy").on("web", "172.17.0.9", "172.17.0.1"));

        assertThat(first(follower.step(true)).addresses())
                .filteredOn(TaskAddress::isPublished)
                .containsExactly(
                        published("172.17.0.1", 80, 8080), published("192.0.2.7", 82, 8082));
    }

    @Test
    void onTheHostPortsOfItsLoopbackAreOpenToo() {
        own = ON_HOST;
        serve(container("blog").on("web", "", "172.17.0.1").publishes("127.0.0.1", 81, 8081));

        assertThat(first(follower.step(true)).addresses())
                .containsExactly(published("127.0.0.1", 81, 8081));
    }

    @Test
    void whatReadsTheSameIsNotToldAgain() {
        serve(container("blog").is("running", "Up 2 seconds"));
        follower.step(true);
        serve(container("blog").is("running", "Up 3 seconds"));

        assertThat(follower.step(true)).isEmpty();
        assertThat(docker.asked("/containers/json")).isEqualTo(2);
    }

    @Test
    void readsNothingBetweenEventsUntilAResyncIsDue() {
        follower.step(true);
        serve(container("blog"));

        assertThat(follower.step(false)).isEmpty();
        clock.goOn(Duration.ofSeconds(10));
        assertThat(onlyService(follower.step(false)).name()).isEqualTo("blog");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "HALF", "MALFORMED"})
    void keepsWhatIsKnownWhenTheListIsNotAnsweredWhole(Fault fault) {
        serve(container("blog"));
        follower.step(true);
        serve();
        docker.misbehave("/containers/json", fault);

        assertThat(follower.step(true)).isEmpty();
        assertThat(follower.status().isStale()).isTrue();

        docker.behave();
        assertThat(follower.step(false).orElseThrow().services()).isEmpty();
        assertThat(follower.status().isStale()).isFalse();
    }

    @Test
    void saysThatThereAreNoneWhereTheyMayNotBeAskedFor() {
        docker.refuse("/containers/json");

        assertThat(follower.step(true)).contains(new SourceState(List.of()));
        assertThat(follower.step(true)).isEmpty();
        assertThat(follower.status().isStale()).isTrue();
    }

    @Test
    void aRefusalTakesNothingAwayThatIsKnown() {
        serve(container("blog"));
        follower.step(true);
        docker.refuse("/containers/json");

        assertThat(follower.step(true)).isEmpty();
    }

    private ContainerFollower follower() {
        DockerSettings settings = DockerSettings.of(docker.host());
        return new ContainerFollower(
                ContainerPace.USUAL,
                new DockerClient(settings),
                settings.host(),
                () -> own,
                stopOrders,
                clock,
                new Random(1));
    }

    private void serve(ContainerJson... containers) {
        docker.containers(
                Arrays.stream(containers).map(ContainerJson::toString).toArray(String[]::new));
    }

    private static Interfaces interfaces(String address, String subnet) {
        return new Interfaces(Set.of(Subnet.parse(subnet)), Set.of(InetAddress.ofLiteral(address)));
    }

    private static TaskAddress web(String address) {
        return new TaskAddress("web", address, OptionalInt.empty(), true);
    }

    private static TaskAddress published(String host, int containerPort, int hostPort) {
        return new TaskAddress(
                "", host, OptionalInt.empty(), true, Map.of(containerPort, hostPort));
    }

    private static ServiceState onlyService(Optional<SourceState> state) {
        assertThat(state).isPresent();
        assertThat(state.orElseThrow().services()).hasSize(1);
        return state.orElseThrow().services().getFirst();
    }

    /** The first task of the first service. */
    private static TaskState first(Optional<SourceState> state) {
        return state.orElseThrow().services().getFirst().tasks().getFirst();
    }

    private static List<TaskAddress> addresses(Optional<SourceState> state) {
        return onlyService(state).tasks().getFirst().addresses();
    }
}
