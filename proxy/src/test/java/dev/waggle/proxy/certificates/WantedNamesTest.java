package dev.waggle.proxy.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.life.KeyType;
import dev.waggle.acme.life.WantedCertificate;
import dev.waggle.proxy.config.Acme;
import dev.waggle.proxy.config.ConfigLoad;
import dev.waggle.proxy.config.ConfigLoader;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.TlsName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WantedNamesTest {
    private static Acme acme(String... flags) {
        Map<String, String> all = new HashMap<>(Map.of("--acme-email", "ops@blog.example"));
        for (int i = 0; i < flags.length; i += 2) {
            all.put(flags[i], flags[i + 1]);
        }
        return load(all);
    }

    private static Acme load(Map<String, String> flags) {
        return switch (new ConfigLoader(flags, Map.of()).load()) {
            case ConfigLoad.Loaded loaded -> loaded.config().acme();
            case ConfigLoad.Rejected(var problems) ->
                    throw new IllegalArgumentException(problems.toString());
        };
    }

    private static TlsName name(String host, TlsMode mode, String... certNames) {
        return new TlsName(
                HostPattern.parse(host),
                mode,
                Stream.of(certNames).map(HostPattern::parse).toList());
    }

    private static RouteTable table(TlsName... names) {
        return new RouteTable(List.of(), List.of(names), List.of(), List.of());
    }

    private static Set<WantedCertificate> wanted(Acme acme, TlsName... names) {
        return WantedNames.of(table(names), acme, _ -> false).certificates();
    }

    @Test
    void everyRoutedHostGetsACertificateOfItsOwnOnceAnEmailIsConfigured() {
        TlsName[] names = {name("a.example", TlsMode.DEFAULT), name("b.example", TlsMode.ACME)};
        assertThat(wanted(acme(), names))
                .containsExactlyInAnyOrder(
                        WantedCertificate.of("a.example"), WantedCertificate.of("b.example"));
        assertThat(wanted(load(Map.of()), names)).isEmpty();
    }

    @Test
    void hostsWhoseLabelSaysOtherwiseAndThoseWithFilesAreLeftAlone() {
        assertThat(
                        wanted(
                                acme(),
                                name("a.example", TlsMode.FILES),
                                name("b.example", TlsMode.SELF_SIGNED)))
                .isEmpty();
        RouteTable table =
                table(name("a.example", TlsMode.DEFAULT), name("b.example", TlsMode.DEFAULT));
        assertThat(WantedNames.of(table, acme(), "a.example"::equals).certificates())
                .containsExactly(WantedCertificate.of("b.example"));
    }

    @Test
    void groupedNamesShareOneCertificate() {
        assertThat(
                        wanted(
                                acme(),
                                name("a.example", TlsMode.DEFAULT, "a.example", "b.example"),
                                name("b.example", TlsMode.DEFAULT, "b.example", "a.example")))
                .containsExactly(WantedCertificate.of("a.example", "b.example"));
    }

    @Test
    void aWildcardIsOrderedOnlyWhenSomebodyChangesTheDns() {
        TlsName wildcard = name("*.example.org", TlsMode.DEFAULT);
        WantedNames.Result without = WantedNames.of(table(wildcard), acme(), _ -> false);
        assertThat(without.certificates()).isEmpty();
        assertThat(without.problems())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.value()).isEqualTo("*.example.org");
                    assertThat(it.fix()).contains("dns.provider");
                });
        assertThat(wanted(acme("--dns-provider", "exec", "--dns-exec", "/hook"), wildcard))
                .containsExactly(WantedCertificate.of("*.example.org"));
        assertThat(
                        wanted(
                                acme(
                                        "--dns-provider",
                                        "exec",
                                        "--dns-exec",
                                        "/hook",
                                        "--acme-challenges",
                                        "http-01"),
                                wildcard))
                .isEmpty();
    }

    @Test
    void namesAndAddressesOfTheConfigurationGetOneEach() {
        assertThat(wanted(acme("--acme-names", "Mail.example, 192.0.2.1, 2001:db8::1")))
                .containsExactlyInAnyOrder(
                        WantedCertificate.of("mail.example"),
                        WantedCertificate.of("192.0.2.1"),
                        WantedCertificate.of("2001:db8::1"));
    }

    @Test
    void whatIsNoNameIsAProblemAndNothingElse() {
        WantedNames.Result result =
                WantedNames.of(table(), acme("--acme-names", "../etc,ok.example"), _ -> false);
        assertThat(result.certificates()).containsExactly(WantedCertificate.of("ok.example"));
        assertThat(result.problems())
                .singleElement()
                .satisfies(it -> assertThat(it.label()).isEqualTo("acme.names"));
    }

    @Test
    void moreNamesThanACertificateTakesAreAProblem() {
        String[] names =
                IntStream.range(0, 101).mapToObj(i -> "n" + i + ".example").toArray(String[]::new);
        WantedNames.Result result =
                WantedNames.of(
                        table(name("n0.example", TlsMode.DEFAULT, names)), acme(), _ -> false);
        assertThat(result.certificates()).isEmpty();
        assertThat(result.problems())
                .singleElement()
                .satisfies(it -> assertThat(it.message()).contains("100").contains("101"));
    }

    @Test
    void keyAndProfileAreThoseOfTheConfiguration() {
        assertThat(
                        wanted(
                                acme("--acme-key-type", "rsa-4096", "--acme-profile", "shortlived"),
                                name("a.example", TlsMode.DEFAULT)))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.keyType()).isEqualTo(KeyType.RSA_4096);
                    assertThat(it.profile()).hasValue("shortlived");
                });
    }
}
