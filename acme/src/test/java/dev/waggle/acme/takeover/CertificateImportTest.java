package dev.waggle.acme.takeover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.acme.Pem;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.TestChain;
import dev.waggle.acme.order.FailingStore;
import dev.waggle.acme.store.CertificateKey;
import dev.waggle.acme.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateImportTest {

    private static final Instant NOW = TestChain.NOW.plus(Duration.ofDays(1));

    private static final TestChain EXPIRED =
            TestChain.of(
                    TestChain.keyPair("EC", "secp256r1"),
                    TestChain.NOW.minus(Duration.ofDays(90)),
                    TestChain.NOW.minus(Duration.ofDays(1)),
                    "old.example.org");

    @TempDir Path base;
    private FailingStore store;
    private CertificateImport imports;
    private final TestChain blog = TestChain.of("blog.example.org", "www.blog.example.org");
    private final TestChain shop = TestChain.of("*.shop.example.org");

    @BeforeEach
    void ownAStore() throws Exception {
        store = new FailingStore(new DirectoryStore(base.resolve("acme")));
        assertThat(store.tryOwn()).isTrue();
        imports = new CertificateImport(store, "ca", () -> NOW);
    }

    @Test
    void takesOverCertbotsTreeThroughItsLinks() throws Exception {
        certbot("blog.example.org-0001", blog, blog.keys().getPrivate());
        certbot("shop", shop, shop.keys().getPrivate());
        Files.writeString(base.resolve("letsencrypt/live/README"), "do not touch");

        assertThat(imports.from(base.resolve("letsencrypt/live")))
                .hasSize(2)
                .allMatch(Imported.Taken.class::isInstance);

        assertThat(kept()).containsExactlyInAnyOrder(blog.certificate(), shop.certificate());
        assertThat(store.read().certificates())
                .containsKey(new CertificateKey("ca", "_.shop.example.org"));
    }

    @Test
    void findsTheTreeFromItsParentAndFromOneOfItsFolders() throws Exception {
        certbot("blog", blog, blog.keys().getPrivate());

        assertThat(imports.from(base.resolve("letsencrypt/live/blog")))
                .singleElement()
                .isInstanceOf(Imported.Taken.class);
        assertThat(imports.from(base.resolve("letsencrypt")))
                .singleElement()
                .isInstanceOf(Imported.Left.class);
    }

    @Test
    void namesEachOfCertbotsThatCannotBeServedAndTakesTheOthers() throws Exception {
        certbot("a-other-key", shop, blog.keys().getPrivate());
        certbot("b-expired", EXPIRED, EXPIRED.keys().getPrivate());
        certbot("c-good", blog, blog.keys().getPrivate());
        Files.createDirectories(base.resolve("letsencrypt/live/d-empty"));

        List<Imported> results = imports.from(base.resolve("letsencrypt"));

        assertThat(results.get(0).text()).contains("a-other-key: not imported", "does not belong");
        assertThat(results.get(1).text()).contains("b-expired: not imported");
        assertThat(results.get(2).text()).contains("c-good: imported as blog.example.org+");
        assertThat(results.get(3).text()).contains("d-empty: not imported", "does not exist");
        assertThat(kept()).containsExactly(blog.certificate());
    }

    @Test
    void takesOverAllResolversOfTraefiksFile() throws Exception {
        Path file =
                traefik(
                        resolver("le", entry("blog.example.org", blog)),
                        resolver("dns", entry("*.shop.example.org", shop)),
                        "\"unused\":{\"Account\":null,\"Certificates\":null}");

        List<Imported> results = imports.from(file);

        assertThat(results).hasSize(2).allMatch(Imported.Taken.class::isInstance);
        assertThat(results.getFirst().text())
                .startsWith("le, number 1 (blog.example.org): imported as blog.example.org+")
                .contains("of CN=test root, valid until 2026-08-30T00:00:00Z");
        assertThat(kept()).containsExactlyInAnyOrder(blog.certificate(), shop.certificate());
    }

    @Test
    void namesEachOfTraefiksThatCannotBeServedAndTakesTheOthers() throws Exception {
        Path file =
                traefik(
                        resolver(
                                "le",
                                entry("mixed.example.org", chain(blog), key(shop)),
                                entry("old.example.org", EXPIRED),
                                "{\"domain\":{},\"certificate\":\"!!\",\"key\":\"\"}",
                                "7",
                                entry("text.example.org", "no PEM", "no PEM"),
                                entry("shop.example.org", shop)));

        List<Imported> results = imports.from(file);

        assertThat(results.subList(0, 5)).allMatch(Imported.Refused.class::isInstance);
        assertThat(results.get(0).text()).contains("(mixed.example.org)", "does not belong");
        assertThat(results.get(1).text()).contains("(old.example.org)", "not imported");
        assertThat(results.get(2).text()).startsWith("le, number 3: ").contains("no base64");
        assertThat(results.get(5)).isInstanceOf(Imported.Taken.class);
        assertThat(kept()).containsExactly(shop.certificate());
    }

    @Test
    void aHostileNameReachesNeitherAFileNorTheTerminal() throws Exception {
        TestChain hostile = TestChain.of("../../etc/passwd", "good.example.org");
        Path file =
                traefik(
                        resolver(
                                "le\\u001b[2J",
                                entry("../../x\\u001b[2J", hostile),
                                entry("x", TestChain.of("../../evil"))));

        List<Imported> results = imports.from(file);

        assertThat(results.getFirst()).isInstanceOf(Imported.Taken.class);
        assertThat(results.getLast()).isInstanceOf(Imported.Refused.class);
        assertThat(results).allSatisfy(it -> assertThat(it.text()).doesNotContain("\u001b", "../"));
        assertThat(store.read().certificates())
                .containsOnlyKeys(new CertificateKey("ca", "good.example.org"));
        try (Stream<Path> files = Files.list(base.resolve("acme/ca/certificates"))) {
            assertThat(files)
                    .containsExactly(base.resolve("acme/ca/certificates/good.example.org"));
        }
    }

    @Test
    void theOneThatIsValidForLongestStaysWhicheverComesFirst() throws Exception {
        TestChain longer =
                TestChain.of(
                        blog.keys(),
                        TestChain.NOW,
                        TestChain.NOW.plus(Duration.ofDays(91)),
                        "blog.example.org",
                        "www.blog.example.org");
        Path file = traefik(resolver("le", entry("x", blog), entry("x", longer), entry("x", blog)));

        assertThat(imports.from(file).stream().<Class<?>>map(Object::getClass))
                .containsExactly(Imported.Taken.class, Imported.Taken.class, Imported.Left.class);
        assertThat(kept()).containsExactly(longer.certificate());
    }

    @Test
    void aKeyOfAKindThatIsNotOrderedIsRefused() throws Exception {
        TestChain odd =
                TestChain.of(
                        TestChain.keyPair("EC", "secp521r1"),
                        TestChain.NOW,
                        TestChain.NOW.plus(Duration.ofDays(90)),
                        "odd.example.org");

        assertThat(imports.from(traefik(resolver("le", entry("x", odd)))))
                .singleElement()
                .isInstanceOf(Imported.Refused.class);
        assertThat(kept()).isEmpty();
    }

    @Test
    void aFullDiskIsSaidForEach() throws Exception {
        store.full = true;

        assertThat(imports.from(traefik(resolver("le", entry("x", blog), entry("y", shop)))))
                .allSatisfy(it -> assertThat(it.text()).contains("No space left"));
    }

    @Test
    void whatIsNeitherIsRefusedWithoutAWordOfItsContent() throws Exception {
        assertThatThrownBy(() -> imports.from(base.resolve("none")))
                .isInstanceOf(ImportFailed.class);
        for (String text :
                List.of("", "[]", "{}", "secret{", "{\"Account\":{},\"Certificates\":[]}", "7")) {
            Path file = Files.writeString(base.resolve("acme.json"), text);
            assertThatThrownBy(() -> imports.from(file))
                    .isInstanceOf(ImportFailed.class)
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void aFileThatIsTooLongIsRefused() throws Exception {
        Path file = base.resolve("acme.json");
        Files.write(file, new byte[TraefikFile.MAX_FILE_BYTES + 1]);

        assertThatThrownBy(() -> imports.from(file)).hasMessageContaining("over");
    }

    private void certbot(String name, TestChain chain, PrivateKey key) throws IOException {
        Path archive = base.resolve("letsencrypt/archive").resolve(name);
        Path live = base.resolve("letsencrypt/live").resolve(name);
        Files.createDirectories(archive);
        Files.createDirectories(live);
        Files.writeString(archive.resolve("fullchain2.pem"), chain(chain));
        Files.writeString(archive.resolve("privkey2.pem"), Pem.ofKey(key));
        for (String kind : List.of("fullchain", "privkey")) {
            Files.createSymbolicLink(
                    live.resolve(kind + ".pem"), Path.of("../../archive", name, kind + "2.pem"));
        }
    }

    private Path traefik(String... resolvers) throws IOException {
        return Files.writeString(
                base.resolve("acme.json"), "{" + String.join(",", resolvers) + "}");
    }

    private static String resolver(String name, String... entries) {
        return "\"%s\":{\"Account\":{\"Email\":\"a@example.org\"},\"Certificates\":%s}"
                .formatted(name, Arrays.toString(entries));
    }

    private static String entry(String main, TestChain chain) {
        return entry(main, chain(chain), key(chain));
    }

    private static String entry(String main, String chain, String key) {
        return "{\"domain\":{\"main\":\"%s\"},\"certificate\":\"%s\",\"key\":\"%s\",\"Store\":\"default\"}"
                .formatted(main, base64(chain), base64(key));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
    }

    private static String chain(TestChain chain) {
        return Pem.ofChain(List.of(chain.leaf(), chain.root()));
    }

    private static String key(TestChain chain) {
        return Pem.ofKey(chain.keys().getPrivate());
    }

    private List<ServerCertificate> kept() throws Exception {
        return List.copyOf(store.read().certificates().values());
    }
}
