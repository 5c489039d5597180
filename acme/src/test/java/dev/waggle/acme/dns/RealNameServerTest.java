package dev.waggle.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waggle.acme.challenge.ChallengeFailed;
import dev.waggle.acme.challenge.ChallengeTask;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.challenge.Placed;
import dev.waggle.acme.dns.AddressName.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Dynamic updates against BIND as the primary server, with Knot as a secondary one that follows it
 * only when a test tells it to.
 */
@Tag("real")
class RealNameServerTest {

    private static final String PRIMARY = "127.0.0.1";
    private static final String SECONDARY = "127.0.0.2";
    private static final String KEY = key("waggle", "d2FnZ2xlJ3Mgb3duIHNlY3JldCBvZiAzMiBieXRlcyEh");

    @TempDir static Path folder;
    private static int port;
    private static NameServer primary;
    private static NameServer secondary;

    @BeforeAll
    static void startServers() throws Exception {
        port = freePort();
        primary = NameServer.bind(primaryFolder(), PRIMARY, port, primaryZones());
        secondary = NameServer.knot(folder("secondary"), SECONDARY, port, secondaryZones());
        awaitSerialOf("lagging.test");
    }

    @AfterAll
    static void stopServers() {
        secondary.close();
        primary.close();
    }

    @Test
    void makesAndRemovesRecordsWithTheKey() throws Exception {
        DnsChallengeSolver solver = solver(KEY, Pacing.REAL);
        ChallengeTask host = task("blog.example.test", "token-1");
        ChallengeTask wildcard = task("blog.example.test", "token-2");

        Placed first = solver.place(host);
        Placed second = solver.place(wildcard);

        assertThat(texts("_acme-challenge.blog.example.test"))
                .containsExactlyInAnyOrder(host.dnsDigest(), wildcard.dnsDigest());
        first.close();
        assertThat(texts("_acme-challenge.blog.example.test"))
                .containsExactly(wildcard.dnsDigest());
        second.close();
        assertThat(texts("_acme-challenge.blog.example.test")).isEmpty();
    }

    @Test
    void leavesTheRecordsOfOthersAlone() throws Exception {
        solver(KEY, Pacing.REAL).place(task("kept.example.test", "token")).close();

        assertThat(texts("_acme-challenge.kept.example.test")).containsExactly("made by hand");
    }

    @Test
    void followsADelegationToAZoneOfItsOwn() throws Exception {
        ChallengeTask task = task("shop.example.test", "token");

        try (Placed _ = solver(KEY, Pacing.REAL).place(task)) {
            assertThat(texts("shop.challenges.test")).containsExactly(task.dnsDigest());
        }
        assertThat(texts("shop.challenges.test")).isEmpty();
    }

    @Test
    void saysThatTheServerDoesNotKnowTheKey() throws Exception {
        ChallengeFailed failed = refused("blog.example.test", key("stranger", "c2VjcmV0c2VjcmV0"));

        assertThat(failed)
                .hasMessageContaining("does not update example.test")
                .hasMessageContaining("does not know the key (BADKEY)");
        assertThat(failed.fix()).contains("same name and algorithm");
    }

    @Test
    void saysThatTheSecretIsAnother() throws Exception {
        assertThat(refused("blog.example.test", key("waggle", "c2VjcmV0c2VjcmV0")))
                .hasMessageContaining("the key has another secret there (BADSIG)")
                .hasMessageNotContaining("c2VjcmV0");
    }

    @Test
    void saysThatTheKeyMayNotChangeTheZone() throws Exception {
        assertThat(refused("blog.locked.test", KEY))
                .hasMessageContaining("the key may not change this (REFUSED)");
    }

    @Test
    void waitsForASecondaryThatLags() throws Exception {
        ChallengeTask task = task("blog.lagging.test", "token");
        CountedPauses pauses = new CountedPauses(() -> notifySecondaryOf("lagging.test"));

        try (Placed _ = solver(KEY, pauses).place(task)) {
            assertThat(pauses.count).isPositive();
            assertThat(texts(SECONDARY, "_acme-challenge.blog.lagging.test"))
                    .containsExactly(task.dnsDigest());
        }
    }

    @Test
    void keepsAddressRecordsThatItMadeAndLeavesThoseOfOthers() throws Exception {
        Rfc2136Addresses records = new Rfc2136Addresses(settings(KEY));
        AddressName blog = name("blog.example.test", Kind.A);

        assertThat(records.follow(blog, InetAddress.ofLiteral("192.0.2.1"))).isTrue();
        assertThat(addresses("blog.example.test")).containsExactly("192.0.2.1");
        assertThat(texts("_waggle.blog.example.test")).containsExactly("waggle-A=192.0.2.1");

        assertThat(records.follow(blog, InetAddress.ofLiteral("192.0.2.2"))).isTrue();
        assertThat(addresses("blog.example.test")).containsExactly("192.0.2.2");
        assertThat(texts("_waggle.blog.example.test")).containsExactly("waggle-A=192.0.2.2");

        AddressName hand = name("hand.example.test", Kind.A);
        assertThat(records.follow(hand, InetAddress.ofLiteral("192.0.2.2"))).isFalse();
        assertThat(addresses("hand.example.test")).containsExactly("198.51.100.7");
        AddressName alias = name("alias.example.test", Kind.A);
        assertThat(records.follow(alias, InetAddress.ofLiteral("192.0.2.2"))).isFalse();
        assertThat(texts("_waggle.alias.example.test")).isEmpty();
    }

    @Test
    void keepsTheTwoKindsOfAddressOfAWildcardApart() throws Exception {
        Rfc2136Addresses records = new Rfc2136Addresses(settings(KEY));
        String host = "*.wild.example.test";

        records.follow(name(host, Kind.A), InetAddress.ofLiteral("192.0.2.1"));
        records.follow(name(host, Kind.AAAA), InetAddress.ofLiteral("2001:db8::1"));
        records.follow(name(host, Kind.A), InetAddress.ofLiteral("192.0.2.2"));

        assertThat(addresses("any.wild.example.test")).containsExactly("192.0.2.2");
        assertThat(texts("_waggle._wildcard.wild.example.test"))
                .containsExactlyInAnyOrder(
                        "waggle-A=192.0.2.2", "waggle-AAAA=2001:db8:0:0:0:0:0:1");
    }

    private static AddressName name(String host, Kind kind) {
        return new AddressName("example.test", host, kind);
    }

    private static List<String> addresses(String name) throws Exception {
        Name asked = DnsNames.of(name);
        return new DnsServer(at(PRIMARY))
                .ask(asked, Type.A).records(asked, ARecord.class).stream()
                        .map(record -> record.getAddress().getHostAddress())
                        .toList();
    }

    /** Waits as long as it is told to, after doing something each time. */
    private static final class CountedPauses implements Pacing {
        private final Runnable before;
        private int count;

        CountedPauses(Runnable before) {
            this.before = before;
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            count++;
            before.run();
            REAL.sleep(time);
        }
    }

    private static String primaryZones() {
        return KEY
                + primaryZone("example.test", "allow-update { key waggle; };")
                + primaryZone("challenges.test", "allow-update { key waggle; };")
                + primaryZone("lagging.test", "allow-update { key waggle; };")
                + primaryZone("locked.test", "");
    }

    private static String primaryZone(String zone, String options) {
        return "zone \"%1$s\" { type primary; file \"%1$s.zone\"; %2$s };\n"
                .formatted(zone, options);
    }

    private static String secondaryZones() {
        return """
        remote:
          - id: primary
            address: %1$s@%2$d
        acl:
          - id: notify
            address: 127.0.0.0/8
            action: notify
        zone:
          - domain: lagging.test
            storage: %3$s
            master: primary
            acl: notify
        """
                .formatted(PRIMARY, port, folder);
    }

    private static Path primaryFolder() throws IOException {
        Path primary = folder("primary");
        write(
                primary,
                "example.test",
                """
                _acme-challenge.shop IN CNAME shop.challenges.test.
                _acme-challenge.kept IN TXT "made by hand"
                hand IN A 198.51.100.7
                alias IN CNAME hand
                """);
        write(primary, "challenges.test", "");
        write(primary, "locked.test", "");
        write(
                primary,
                "lagging.test",
                """
                @ IN NS ns2
                ns2 IN A %s
                """
                        .formatted(SECONDARY));
        return primary;
    }

    private static void write(Path folder, String zone, String records) throws IOException {
        Files.writeString(
                folder.resolve(zone + ".zone"),
                """
                $TTL 1
                @ IN SOA ns1 admin 1 3600 600 86400 1
                @ IN NS ns1
                ns1 IN A %s
                %s\
                """
                        .formatted(PRIMARY, records));
    }

    private static Path folder(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    private static String key(String name, String secret) {
        return "key \"%s\" { algorithm hmac-sha256; secret \"%s\"; };\n".formatted(name, secret);
    }

    private static int freePort() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.ofLiteral(PRIMARY));
                ServerSocket _ =
                        new ServerSocket(one.getLocalPort(), 1, InetAddress.ofLiteral(SECONDARY))) {
            return one.getLocalPort();
        }
    }

    private static Rfc2136Settings settings(String key) throws IOException {
        Path keyFile = Files.createTempFile(folder, "tsig", ".key");
        Files.writeString(keyFile, key);
        return new Rfc2136Settings(at(PRIMARY), keyFile, Duration.ofSeconds(1));
    }

    private static DnsChallengeSolver solver(String key, Pacing pacing) throws IOException {
        Rfc2136Provider provider = new Rfc2136Provider(settings(key));
        return new DnsChallengeSolver(
                provider, Resolvers.of(List.of(at(PRIMARY))), Duration.ofSeconds(30), port, pacing);
    }

    private static ChallengeFailed refused(String host, String key) throws IOException {
        DnsChallengeSolver solver = solver(key, Pacing.REAL);
        return catchThrowableOfType(ChallengeFailed.class, () -> solver.place(task(host, "token")));
    }

    private static ChallengeTask task(String host, String token) {
        return new ChallengeTask(Identifier.of(host), false, token, "thumbprint");
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private static List<String> texts(String name) throws Exception {
        return texts(PRIMARY, name);
    }

    private static List<String> texts(String server, String name) throws Exception {
        Name asked = DnsNames.of(name);
        return new DnsServer(at(server))
                .ask(asked, Type.TXT).records(asked, TXTRecord.class).stream()
                        .map(txt -> String.join("", txt.getStrings()))
                        .toList();
    }

    /** What a primary server says when its zone has changed (RFC 1996). */
    private static void notifySecondaryOf(String zone) {
        try {
            Message message =
                    Message.newQuery(Record.newRecord(DnsNames.of(zone), Type.SOA, DClass.IN));
            message.getHeader().setOpcode(Opcode.NOTIFY);
            new SimpleResolver(at(SECONDARY)).send(message);
        } catch (IOException | DnsFailure e) {
            throw new IllegalStateException(secondary.log(), e);
        }
    }

    /** The secondary server fetches its zones after it has started. */
    private static void awaitSerialOf(String zone) throws Exception {
        Name name = DnsNames.of(zone);
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (new DnsServer(at(SECONDARY))
                .ask(name, Type.SOA)
                .records(name, SOARecord.class)
                .isEmpty()) {
            assertThat(System.nanoTime()).as(secondary.log()).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
        }
    }
}
