package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.listener.Transport;
import dev.waggle.proxy.testing.LeakCheck;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class DnsWitnessTest {
    private final Transport transport = Transport.best();
    private final MultiThreadIoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
    private final FakeDns dns = new FakeDns();
    private final List<String> heard = new ArrayList<>();
    private Set<String> services = Set.of("shop_web");
    private boolean away = true;
    private final DnsWitness witness =
            new DnsWitness(
                    loops.next(),
                    transport,
                    dns.address(),
                    () -> away,
                    () -> services,
                    (service, addresses) ->
                            heard.add(service + " " + addresses.stream().sorted().toList()));

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        dns.close();
    }

    @Test
    void whileTheManagersAreAwayItTellsTheAddressesOfTheTasks() throws Exception {
        dns.answers.put(
                "tasks.shop_web.", new FakeDns.Answer.Addresses(List.of("10.0.1.7", "10.0.1.9")));
        witness.step();
        assertThat(heard).containsExactly("shop_web [10.0.1.7, 10.0.1.9]");
        dns.answers.put("tasks.shop_web.", new FakeDns.Answer.Addresses(List.of("10.0.1.9")));
        witness.step();
        assertThat(heard).last().isEqualTo("shop_web [10.0.1.9]");
    }

    @Test
    void whileTheyAnswerNobodyIsAsked() throws Exception {
        away = false;
        witness.step();
        assertThat(dns.asked).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void neitherNoSuchNameNorAFailureNorSilenceNorAnEmptyAnswerSaysAnything() throws Exception {
        services = Set.of("gone", "failing", "mute", "empty", "well");
        dns.answers.put("tasks.gone.", new FakeDns.Answer.Code(3));
        dns.answers.put("tasks.failing.", new FakeDns.Answer.Code(2));
        dns.answers.put("tasks.mute.", new FakeDns.Answer.Silence());
        dns.answers.put("tasks.empty.", new FakeDns.Answer.Addresses(List.of()));
        dns.answers.put("tasks.well.", new FakeDns.Answer.Addresses(List.of("10.0.1.7")));
        witness.step();
        assertThat(heard).containsExactly("well [10.0.1.7]");
        assertThat(dns.asked).contains("tasks.gone.", "tasks.failing.", "tasks.mute.");
    }

    /** Names of services come from labels and files too. */
    @Test
    void aNameThatNoDnsHasKeepsNoOtherFromBeingAskedAbout() throws Exception {
        services = Set.of("x".repeat(300), "two..dots", "sp ace", "well");
        dns.answers.put("tasks.well.", new FakeDns.Answer.Addresses(List.of("10.0.1.7")));
        witness.step();
        assertThat(heard).containsExactly("well [10.0.1.7]");
    }

    @Test
    void manyServicesAreAllAskedAbout() throws Exception {
        services =
                IntStream.range(0, 100)
                        .mapToObj(i -> "s" + i)
                        .collect(Collectors.toUnmodifiableSet());
        services.forEach(service ->
                dns.answers.put(
                        "tasks." + service + ".",
                        new FakeDns.Answer.Addresses(List.of("10.0.1.7"))));
        witness.step();
        assertThat(heard).hasSize(100);
    }
}
