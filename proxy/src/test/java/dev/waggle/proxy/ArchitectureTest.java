package dev.waggle.proxy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which way dependencies may point, between modules and between the stations of a request. */
class ArchitectureTest {
    private static final JavaClasses WAGGLE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.waggle");

    private static final String ROUTING = "dev.waggle.routing..";
    private static final String ACME = "dev.waggle.acme..";
    private static final String PROXY = "dev.waggle.proxy";

    /**
     * The packages of the proxy, and what of Waggle each may know beside itself. The package above
     * them puts everything together, may know all of them, and is known by none.
     */
    private static final Map<String, Set<String>> MAY_KNOW =
            Map.ofEntries(
                    // Words that the others speak.
                    Map.entry("message", Set.of()),
                    Map.entry("config", Set.of(ROUTING)),
                    Map.entry("loop", Set.of()),
                    Map.entry("overload", Set.of()),
                    Map.entry("policy", Set.of("message")),
                    // What happens to a request, whatever protocol it came in.
                    Map.entry("middleware", Set.of("message", "policy", ROUTING)),
                    Map.entry("compress", Set.of("loop", "message")),
                    Map.entry(
                            "exchange",
                            Set.of("compress", "loop", "message", "middleware", "policy", ROUTING)),
                    Map.entry("auth", Set.of("exchange", "message", "policy", ROUTING)),
                    Map.entry("admission", Set.of("exchange", "message", "policy", ROUTING)),
                    // The two protocols do not know each other; upstreams speak them too.
                    Map.entry("http1", Set.of("exchange", "loop", "message", "policy")),
                    Map.entry("http2", Set.of("exchange", "loop", "message", "policy")),
                    Map.entry("endpoint", Set.of(ROUTING)),
                    Map.entry(
                            "upstream",
                            Set.of(
                                    "endpoint",
                                    "exchange",
                                    "http1",
                                    "http2",
                                    "loop",
                                    "message",
                                    "policy",
                                    ROUTING)),
                    Map.entry("tls", Set.of("loop", ACME)),
                    Map.entry(
                            "certificates",
                            Set.of("config", "exchange", "observe", "tls", ACME, ROUTING)),
                    Map.entry(
                            "listener",
                            Set.of("exchange", "http1", "http2", "loop", "message", "tls")),
                    // Those who watch: they know words, never protocols.
                    Map.entry("observe", Set.of("config", "message", ROUTING)),
                    Map.entry("admin", Set.of("config", "observe", ROUTING)),
                    Map.entry("cli", Set.of("certificates", "config", "observe", ROUTING)),
                    // Clients and a task of its own: it sees the proxy as they see it.
                    Map.entry("warmup", Set.of("listener", "tls")),
                    // A process of its own, which looks at all from outside.
                    Map.entry("training", Set.of("tls", "upstream", ACME)));

    static Stream<String> packages() {
        return MAY_KNOW.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageKnowsOnlyWhatTheTableSays(String name) {
        List<String> allowed =
                Stream.concat(Stream.of(name), MAY_KNOW.getOrDefault(name, Set.of()).stream())
                        .map(ArchitectureTest::pattern)
                        .toList();
        classes()
                .that()
                .resideInAPackage(pattern(name))
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage("dev.waggle.."))
                                .or(resideInAnyPackage(allowed.toArray(String[]::new))))
                .allowEmptyShould(true)
                .check(WAGGLE);
    }

    @Test
    void everyPackageOfTheProxyStandsInTheTable() {
        Set<String> found =
                WAGGLE.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.startsWith(PROXY + "."))
                        .map(name -> name.substring(PROXY.length() + 1).replaceFirst("\\..*", ""))
                        .collect(Collectors.toSet());
        assertThat(MAY_KNOW.keySet()).containsAll(found);
    }

    @Test
    void routingKnowsNeitherNettyNorTheOtherModules() {
        forbid(ROUTING, "io.netty..", "reactor.netty..", ACME, PROXY + "..");
    }

    @Test
    void acmeKnowsNeitherNettyNorTheOtherModules() {
        forbid(ACME, "io.netty..", "reactor..", ROUTING, PROXY + "..");
    }

    @Test
    void configurationAndWordsCanBeReadWithoutANetwork() {
        for (String name : List.of("config", "message", "policy")) {
            forbid(pattern(name), "io.netty.channel..", "io.netty.handler..", "reactor..");
        }
    }

    @Test
    void onlyTheAdminListenerAndWhoPutsItTogetherUseReactorNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackages(PROXY, pattern("admin"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("reactor.netty..")
                .check(WAGGLE);
    }

    private static void forbid(String of, String... others) {
        noClasses()
                .that()
                .resideInAPackage(of)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .because("of " + Arrays.toString(others))
                .allowEmptyShould(true)
                .check(WAGGLE);
    }

    /** A name in the table is a package of the proxy, or a pattern already. */
    private static String pattern(String name) {
        return name.contains("..") ? name : PROXY + "." + name + "..";
    }
}
