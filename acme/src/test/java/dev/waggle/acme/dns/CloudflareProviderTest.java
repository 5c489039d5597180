package dev.waggle.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudflareProviderTest {

    private static final String NAME = "_acme-challenge.blog.example.org";
    private static final TxtRecord ONE = new TxtRecord("example.org", NAME, "one");
    private static final TxtRecord TWO = new TxtRecord("example.org", NAME, "two");

    @TempDir Path folder;
    private final SettablePacing pacing = new SettablePacing();
    private FakeCloudflare cloudflare;
    private CloudflareProvider provider;

    @BeforeEach
    void start() throws IOException {
        cloudflare = new FakeCloudflare("example.org");
        Files.writeString(tokenFile(), FakeCloudflare.TOKEN + "\n");
        provider =
                new CloudflareProvider(
                        new CloudflareSettings(
                                cloudflare.api(), tokenFile(), Duration.ofSeconds(60)),
                        pacing);
    }

    @AfterEach
    void stop() {
        cloudflare.close();
    }

    @Test
    void holdsTwoValuesAtOneNameAndRemovesOnlyTheOneThatIsMeant() throws Exception {
        cloudflare.add(NAME, "TXT", "\"of someone else\"");

        provider.add(ONE);
        provider.add(TWO);
        provider.remove(ONE);

        assertThat(cloudflare.records())
                .containsExactlyInAnyOrder(
                        NAME + " TXT \"of someone else\"", NAME + " TXT \"two\"");
    }

    @Test
    void aRecordThatIsThereAlreadyIsNoFailure() throws Exception {
        provider.add(ONE);
        provider.add(ONE);

        assertThat(cloudflare.records()).hasSize(1);
    }

    @Test
    void aRecordThatIsGoneIsNoFailure() throws Exception {
        provider.remove(ONE);

        assertThat(cloudflare.records()).isEmpty();
    }

    @Test
    void findsARecordOnALaterPage() throws Exception {
        for (int i = 0; i < 5; i++) {
            cloudflare.add(NAME, "TXT", "\"other" + i + "\"");
        }
        provider.add(ONE);

        provider.remove(ONE);

        assertThat(cloudflare.records()).hasSize(5);
        assertThat(cloudflare.requests()).anyMatch(request -> request.endsWith("page=3"));
    }

    @Test
    void removesAValueThatIsListedWithoutQuotes() throws Exception {
        cloudflare.add(NAME, "TXT", "one");

        provider.remove(ONE);

        assertThat(cloudflare.records()).isEmpty();
    }

    @Test
    void saysThatTheTokenSeesNoSuchZone() {
        DnsFailure failure =
                catchThrowableOfType(
                        DnsFailure.class,
                        () ->
                                provider.add(
                                        new TxtRecord(
                                                "example.net",
                                                "_acme-challenge.example.net",
                                                "one")));

        assertThat(failure).hasMessageContaining("shows no zone example.net to this token");
        assertThat(failure.fix()).contains("Zone / DNS / Edit");
    }

    @Test
    void saysInCloudflaresWordsWhyTheTokenIsRefusedAndNeverShowsIt() throws Exception {
        Files.writeString(tokenFile(), "wrong-secret");

        DnsFailure failure = failure();

        assertThat(failure)
                .hasMessageContaining("403: Invalid access token (9109)")
                .hasMessageNotContaining("wrong-secret");
        assertThat(failure.fix()).contains(tokenFile().toString()).doesNotContain("wrong-secret");
    }

    @Test
    void readsANewTokenWithoutARestart() throws Exception {
        Files.writeString(tokenFile(), "wrong-secret");
        failure();
        Files.writeString(tokenFile(), FakeCloudflare.TOKEN);

        provider.add(ONE);

        assertThat(cloudflare.records()).hasSize(1);
    }

    @Test
    void aTokenThatCannotBeAFieldOfARequestIsRefusedUnseen() throws Exception {
        Files.writeString(tokenFile(), "two\r\nX-Evil: lines");

        assertThat(failure())
                .hasMessageContaining("characters that no token has")
                .hasMessageNotContaining("X-Evil");
        assertThat(cloudflare.requests()).isEmpty();
    }

    @Test
    void waitsAsLongAsCloudflareAsks() throws Exception {
        cloudflare.answerOnceWith(429, "", Map.of("Retry-After", "7"));

        provider.add(ONE);

        assertThat(pacing.pauses()).containsExactly(Duration.ofSeconds(7));
        assertThat(cloudflare.records()).hasSize(1);
    }

    @Test
    void aLongWaitIsForTheOneWhoAsked() {
        cloudflare.answerOnceWith(429, "", Map.of("Retry-After", "300"));

        assertThat(failure().retryAfter()).contains(Duration.ofMinutes(5));
        assertThat(pacing.pauses()).isEmpty();
    }

    @Test
    void triesAgainAfterAnErrorOfTheServerButNotForEver() {
        for (int i = 0; i < 3; i++) {
            cloudflare.answerOnceWith(502, "<html>Bad Gateway</html>", Map.of());
        }

        assertThat(failure()).hasMessageContaining("answers 502 without a reason");
        assertThat(pacing.pauses()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void anAnswerWithoutEndIsNotReadToItsEnd() {
        cloudflare.answerOnceWith(200, "x".repeat(3 << 20), Map.of());

        assertThat(failure()).hasMessageContaining("cannot be asked");
    }

    @Test
    void anIdThatWouldLeadElsewhereIsRefused() {
        cloudflare.answerOnceWith(
                200,
                "{\"success\":true,\"result\":[{\"id\":\"../../user\",\"name\":\"example.org\"}]}",
                Map.of());

        assertThat(failure()).hasMessageContaining("without a usable id");
    }

    @Test
    void brokenJsonIsAFailure() {
        cloudflare.answerOnceWith(200, "{\"success\":true,", Map.of());

        assertThat(failure()).hasMessageContaining("answers 200 without a reason");
    }

    private DnsFailure failure() {
        return catchThrowableOfType(DnsFailure.class, () -> provider.add(ONE));
    }

    private Path tokenFile() {
        return folder.resolve("token");
    }
}
