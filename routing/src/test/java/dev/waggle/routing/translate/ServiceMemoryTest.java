package dev.waggle.routing.translate;

import static dev.waggle.routing.translate.Services.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TableDifference;
import dev.waggle.routing.labels.AuthFolders;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A table that is made with what is remembered is the one that is made without. */
class ServiceMemoryTest {
    private final ServiceMemory memory = new ServiceMemory();
    private final List<ServiceState> services = new ArrayList<>();

    @Test
    void afterAnyChangeTheTableIsTheSameAsWithoutAMemory() {
        Random random = new Random(42);
        for (int i = 0; i < 500; i++) {
            change(random);
            assertThat(table(TranslatorSettings.DEFAULTS))
                    .isEqualTo(fresh(TranslatorSettings.DEFAULTS));
        }
    }

    @Test
    void aChangeIsToldWhole() {
        Random random = new Random(43);
        RouteTable before = table(TranslatorSettings.DEFAULTS);
        Set<String> told = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            change(random);
            RouteTable after = table(TranslatorSettings.DEFAULTS);
            TableDifference difference = TableDifference.between(before, after);
            assertThat(difference.addedRoutes())
                    .isEqualTo(onlyInFirst(routes(after), routes(before)));
            assertThat(difference.removedRoutes())
                    .isEqualTo(onlyInFirst(routes(before), routes(after)));
            assertThat(difference.addedEndpoints())
                    .isEqualTo(onlyInFirst(endpoints(after), endpoints(before)));
            assertThat(difference.removedEndpoints())
                    .isEqualTo(onlyInFirst(endpoints(before), endpoints(after)));
            told.add(difference.summary());
            before = after;
        }
        assertThat(told).hasSizeGreaterThan(100);
    }

    private static Set<String> routes(RouteTable table) {
        return table.routes().stream().map(Route::key).collect(Collectors.toSet());
    }

    private static Set<String> endpoints(RouteTable table) {
        return table.routes().stream()
                .flatMap(route -> route.upstream().endpoints().stream())
                .map(it -> it.service() + " " + it.authority())
                .collect(Collectors.toSet());
    }

    private static List<String> onlyInFirst(Set<String> first, Set<String> second) {
        return first.stream().filter(it -> !second.contains(it)).sorted().toList();
    }

    @Test
    void aServiceThatDidNotChangeIsNotReadAgain() {
        services.add(state(1, 0));
        services.add(state(2, 0));
        RouteTable before = table(TranslatorSettings.DEFAULTS);
        services.set(1, state(2, 1));
        RouteTable after = table(TranslatorSettings.DEFAULTS);
        assertThat(after.routes().getFirst()).isSameAs(before.routes().getFirst());
        assertThat(after.routes().getLast()).isNotEqualTo(before.routes().getLast());
        assertThat(after.notIn(before)).containsExactly(after.routes().getLast());
        assertThat(before.notIn(after)).containsExactly(before.routes().getLast());
        assertThat(after.notIn(after)).isEmpty();
        assertThat(after.notIn(RouteTable.EMPTY)).isEqualTo(after.routes());
    }

    @Test
    void aServiceThatIsGoneIsForgottenAlsoWhereTwoHadOneId() {
        services.addAll(List.of(state(1, 0), state(1, 1), state(2, 0)));
        table(TranslatorSettings.DEFAULTS);
        assertThat(memory.size()).isEqualTo(2);
        services.removeLast();
        table(TranslatorSettings.DEFAULTS);
        assertThat(memory.size()).isOne();
    }

    @Test
    void otherSettingsMakeAllServicesBeReadAgain() {
        services.add(
                service("web", "a.example").label("routing-auth", "/run/secrets/users").state());
        TranslatorSettings others =
                new TranslatorSettings(
                        new AuthFolders(List.of(Path.of("/elsewhere"))),
                        RouteOptions.DEFAULTS,
                        Set.of());
        table(TranslatorSettings.DEFAULTS);
        assertThat(table(others)).isEqualTo(fresh(others));
        assertThat(table(others)).isNotEqualTo(fresh(TranslatorSettings.DEFAULTS));
    }

    private void change(Random random) {
        int number = random.nextInt(8);
        services.removeIf(it -> it.name().equals("service" + number));
        if (random.nextInt(4) > 0) {
            services.add(state(number, random.nextInt(4)));
        }
    }

    /** Two of them share a host, and one manner is wrong. */
    private static ServiceState state(int number, int manner) {
        return service("service" + number, "host" + number / 2 + ".example")
                .createdAt(number)
                .label("routing-retries", manner == 3 ? "many" : Integer.toString(manner))
                .label(
                        "routing.more.host",
                        manner == 2 ? "more.example,host0.example" : "host0.example")
                .label("routing.more.context", "/" + (manner + number) % 3)
                .task("t" + number + "." + manner, "10.0.0." + (10 * number + manner + 1))
                .state();
    }

    private RouteTable table(TranslatorSettings settings) {
        return Translator.translate(List.of(new SourceState(services)), settings, memory);
    }

    private RouteTable fresh(TranslatorSettings settings) {
        return Translator.translate(List.of(new SourceState(services)), settings);
    }
}
