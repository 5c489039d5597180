package dev.waggle.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.CertificateProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Cloudflare's API; RFC 2136 is tested with a real server. */
class AddressUpdatesTest {

    @TempDir Path folder;
    private FakeCloudflare cloudflare;
    private FakeDns dns;
    private Instant now = Instant.parse("2026-03-01T00:00:00Z");

    @BeforeEach
    void start() throws IOException {
        cloudflare = new FakeCloudflare("example.org");
        dns = FakeDns.start().withZone("example.org");
        Files.writeString(folder.resolve("token"), FakeCloudflare.TOKEN);
    }

    @AfterEach
    void stop() throws IOException {
        cloudflare.close();
        dns.close();
    }

    @Test
    void makesBothKindsOfRecordAndMarksThem() throws Exception {
        assertThat(step(Set.of("blog.example.org"), "192.0.2.1", "2001:db8::1")).isEmpty();

        assertThat(cloudflare.records())
                .containsExactlyInAnyOrder(
                        "blog.example.org A 192.0.2.1",
                        "_waggle.blog.example.org TXT \"waggle-A=192.0.2.1\"",
                        "blog.example.org AAAA 2001:db8:0:0:0:0:0:1",
                        "_waggle.blog.example.org TXT \"waggle-AAAA=2001:db8:0:0:0:0:0:1\"");
    }

    @Test
    void followsANewAddress() throws Exception {
        step(Set.of("blog.example.org"), "192.0.2.1");

        assertThat(step(Set.of("blog.example.org"), "192.0.2.2")).isEmpty();

        assertThat(cloudflare.records())
                .containsExactlyInAnyOrder(
                        "blog.example.org A 192.0.2.2",
                        "_waggle.blog.example.org TXT \"waggle-A=192.0.2.2\"");
    }

    @Test
    void leavesARecordOfSomeoneElseAndSaysSo() throws Exception {
        cloudflare.add("blog.example.org", "A", "198.51.100.7");

        List<CertificateProblem> problems = step(Set.of("blog.example.org"), "192.0.2.1");

        assertThat(cloudflare.records()).containsExactly("blog.example.org A 198.51.100.7");
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.name()).isEqualTo("blog.example.org");
                    assertThat(problem.message()).contains("someone else made it");
                });
    }

    @Test
    void leavesARecordOfOursThatSomeoneHasChanged() throws Exception {
        cloudflare.add("_waggle.blog.example.org", "TXT", "\"waggle-A=192.0.2.1\"");
        cloudflare.add("blog.example.org", "A", "198.51.100.7");

        assertThat(step(Set.of("blog.example.org"), "192.0.2.2")).hasSize(1);

        assertThat(cloudflare.records()).contains("blog.example.org A 198.51.100.7");
    }

    @Test
    void leavesAnAliasAlone() throws Exception {
        cloudflare.add("blog.example.org", "CNAME", "elsewhere.example.net");

        assertThat(step(Set.of("blog.example.org"), "192.0.2.1")).hasSize(1);

        assertThat(cloudflare.records())
                .containsExactly("blog.example.org CNAME elsewhere.example.net");
    }

    @Test
    void leavesSeveralAddressesAloneThoughOneIsOurs() throws Exception {
        step(Set.of("blog.example.org"), "192.0.2.1");
        cloudflare.add("blog.example.org", "A", "198.51.100.7");

        assertThat(step(Set.of("blog.example.org"), "192.0.2.2")).hasSize(1);

        assertThat(cloudflare.records())
                .contains("blog.example.org A 192.0.2.1", "blog.example.org A 198.51.100.7");
    }

    @Test
    void aRecordThatIsRightAlreadyNeedsNoMarker() throws Exception {
        cloudflare.add("blog.example.org", "A", "192.0.2.1");

        assertThat(step(Set.of("blog.example.org"), "192.0.2.1")).isEmpty();

        assertThat(cloudflare.records()).hasSize(1);
    }

    @Test
    void goesOnWhereItWasInterruptedHalfWay() throws Exception {
        cloudflare.add("_waggle.blog.example.org", "TXT", "\"waggle-A=192.0.2.1\"");
        cloudflare.add("_waggle.blog.example.org", "TXT", "\"waggle-A=192.0.2.2\"");
        cloudflare.add("blog.example.org", "A", "192.0.2.1");

        assertThat(step(Set.of("blog.example.org"), "192.0.2.3")).isEmpty();

        assertThat(cloudflare.records())
                .containsExactlyInAnyOrder(
                        "blog.example.org A 192.0.2.3",
                        "_waggle.blog.example.org TXT \"waggle-A=192.0.2.3\"");
    }

    @Test
    void keepsTheRecordsOfAHostThatIsRoutedNoMore() throws Exception {
        AddressUpdates updates = updates("192.0.2.1");
        updates.follow(Set.of("blog.example.org"));
        updates.step();
        updates.follow(Set.of("shop.example.org"));

        updates.step();

        assertThat(cloudflare.records())
                .contains("blog.example.org A 192.0.2.1", "shop.example.org A 192.0.2.1");
    }

    @Test
    void doesNotAskAgainForAnHourWhenNothingChanges() throws Exception {
        AddressUpdates updates = updates("192.0.2.1");
        updates.follow(Set.of("blog.example.org"));
        updates.step();
        int asked = cloudflare.requests().size();

        now = now.plus(Duration.ofMinutes(59));
        updates.step();
        assertThat(cloudflare.requests()).hasSize(asked);

        now = now.plus(Duration.ofMinutes(2));
        updates.step();
        assertThat(cloudflare.requests()).hasSizeGreaterThan(asked);
    }

    @Test
    void whatIsNoHostNameIsLeftOut() throws Exception {
        assertThat(
                        step(
                                Set.of("[2001:db8::1]", "192.0.2.9", "a&type=TXT.example.org", ""),
                                "192.0.2.1"))
                .isEmpty();

        assertThat(cloudflare.requests()).isEmpty();
    }

    @Test
    void marksAWildcardBesideTheNamesBelowIt() throws Exception {
        step(Set.of("*.example.org"), "192.0.2.1");

        assertThat(cloudflare.records())
                .containsExactlyInAnyOrder(
                        "*.example.org A 192.0.2.1",
                        "_waggle._wildcard.example.org TXT \"waggle-A=192.0.2.1\"");
    }

    @Test
    void saysThatNoSourceTellsTheAddress() throws Exception {
        AddressUpdates updates = updates();
        updates.follow(Set.of("blog.example.org"));

        assertThat(updates.step())
                .singleElement()
                .extracting(CertificateProblem::message)
                .asString()
                .contains("no source tells our public address");
        assertThat(cloudflare.requests()).isEmpty();
    }

    @Test
    void saysWhyARecordCannotBeChanged() throws Exception {
        cloudflare.answerOnceWith(
                403,
                "{\"errors\":[{\"code\":9109,\"message\":\"Invalid access token\"}]}",
                Map.of());

        assertThat(step(Set.of("blog.example.org"), "192.0.2.1"))
                .singleElement()
                .extracting(CertificateProblem::message)
                .asString()
                .contains("Invalid access token");
    }

    private List<CertificateProblem> step(Set<String> hosts, String... addresses)
            throws InterruptedException {
        AddressUpdates updates = updates(addresses);
        updates.follow(hosts);
        return updates.step();
    }

    private AddressUpdates updates(String... addresses) {
        List<AddressSource> sources =
                List.of(addresses).stream()
                        .<AddressSource>map(a -> new AddressSource.Fixed(InetAddress.ofLiteral(a)))
                        .toList();
        CloudflareSettings settings =
                new CloudflareSettings(
                        cloudflare.api(), folder.resolve("token"), Duration.ofSeconds(60));
        return new AddressUpdates(
                new CloudflareAddresses(settings, new SettablePacing()),
                new PublicAddresses(sources, dns.resolvers()),
                dns.resolvers(),
                () -> now);
    }
}
