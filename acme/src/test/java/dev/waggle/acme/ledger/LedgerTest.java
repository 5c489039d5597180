package dev.waggle.acme.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.ledger.Limit.What;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final SortedSet<Identifier> BLOG = names("blog.example.org");

    private final Ledger ledger = new Ledger(Limits.LETS_ENCRYPT);

    @Test
    void holdsNothingAtFirst() {
        assertThat(ledger.holdsOrder(BLOG, false, false, NOW)).isEmpty();
        assertThat(ledger.words(BLOG, NOW)).isEmpty();
    }

    @Test
    void theSixthCertificateForTheSameNamesWaitsForAFifthOfAWeek() {
        for (int i = 0; i < 5; i++) {
            assertThat(ledger.holdsOrder(BLOG, true, false, NOW)).isEmpty();
            ledger.issued(BLOG, true, NOW);
        }

        Held held = ledger.holdsOrder(BLOG, true, false, NOW).orElseThrow();

        assertThat(held.limit().what()).isEqualTo(What.CERTIFICATES_OF_NAMES);
        assertThat(held.until()).isEqualTo(NOW.plus(Duration.ofDays(7).dividedBy(5)));
        assertThat(held.reason()).contains("5 certificates for the same names in 7 days");
        assertThat(ledger.holdsOrder(BLOG, true, false, held.until())).isEmpty();
        assertThat(ledger.holdsOrder(names("shop.example.org"), false, false, NOW)).isEmpty();
    }

    @Test
    void aRenewalThatTheCaHasAskedForCountsNowhere() {
        for (int i = 0; i < 5; i++) {
            ledger.issued(BLOG, true, NOW);
        }

        assertThat(ledger.holdsOrder(BLOG, true, true, NOW)).isEmpty();
    }

    @Test
    void fiftyNewNamesOfADomainAreEnoughForNow() {
        for (int i = 0; i < 50; i++) {
            assertThat(ledger.holdsOrder(names("h" + i + ".example.org"), false, false, NOW))
                    .isEmpty();
            ledger.issued(names("h" + i + ".example.org"), false, NOW);
        }

        assertThat(ledger.holdsOrder(names("more.example.org"), false, false, NOW))
                .map(Held::subject)
                .contains("example.org");
        assertThat(ledger.holdsOrder(names("h1.example.org"), true, false, NOW)).isEmpty();
        assertThat(ledger.holdsOrder(names("other.example.net"), false, false, NOW)).isEmpty();
    }

    @Test
    void fiveFailedValidationsOfANameHoldEveryOrderWithIt() {
        for (int i = 0; i < 5; i++) {
            ledger.validationFailed(Identifier.of("*.example.org"), NOW);
        }

        assertThat(ledger.holdsOrder(names("a.net", "example.org"), false, true, NOW))
                .map(Held::until)
                .contains(NOW.plus(Duration.ofMinutes(12)));
        assertThat(ledger.holdsOrder(names("a.net"), false, false, NOW)).isEmpty();
    }

    @Test
    void threeHundredOrdersInThreeHours() {
        for (int i = 0; i < 300; i++) {
            ledger.ordered(NOW);
        }

        assertThat(ledger.holdsOrder(BLOG, false, false, NOW)).isPresent();
        assertThat(ledger.words(BLOG, NOW)).isEqualTo("0 of 300 orders in 3 hours left");
        assertThat(ledger.holdsOrder(BLOG, false, false, NOW.plusSeconds(36))).isEmpty();
    }

    @Test
    void remembersOverARestart() {
        for (int i = 0; i < 5; i++) {
            ledger.issued(BLOG, false, NOW);
        }

        Ledger after = new Ledger(Limits.LETS_ENCRYPT, ledger.entries(NOW));

        assertThat(after.holdsOrder(BLOG, true, false, NOW)).isPresent();
    }

    @Test
    void forgetsWhatIsBack() {
        ledger.ordered(NOW);

        assertThat(ledger.entries(NOW.plus(Duration.ofDays(1)))).isEmpty();
    }

    @Test
    void aClockThatWasAheadHoldsNoLongerThanThePeriod() {
        Instant wrong = NOW.plus(Duration.ofDays(90));
        for (int i = 0; i < 5; i++) {
            ledger.issued(BLOG, true, wrong);
        }

        assertThat(ledger.holdsOrder(BLOG, true, false, NOW))
                .map(Held::until)
                .contains(NOW.plus(Duration.ofDays(7).dividedBy(5)));
    }

    @Test
    void whatIsKeptIsBounded() {
        for (int i = 0; i < Ledger.MAX_ENTRIES + 50; i++) {
            ledger.validationFailed(Identifier.of("h" + i + ".example"), NOW.plusMillis(i));
        }

        assertThat(ledger.entries(NOW)).hasSize(Ledger.MAX_ENTRIES);
        assertThat(ledger.entries(NOW))
                .containsKey("FAILED_VALIDATIONS h" + (Ledger.MAX_ENTRIES + 49) + ".example")
                .doesNotContainKey("FAILED_VALIDATIONS h0.example");
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "a.b.example.org, example.org",
        "*.example.org, example.org",
        "www.example.co.uk, example.co.uk",
        "example.co.uk, example.co.uk",
        "a.example.de, example.de",
        "localhost, localhost",
    })
    void aRegisteredDomainIsTwoLabelsOrThree(String name, String domain) {
        assertThat(RegisteredDomain.of(name)).isEqualTo(domain);
    }

    @Test
    void letsEncryptIsKnownByItsDirectory() {
        assertThat(
                        List.of(
                                Limits.of(
                                        URI.create(
                                                "https://acme-v02.api.letsencrypt.org/directory")),
                                Limits.of(
                                        URI.create(
                                                "https://acme-staging-v02.api.letsencrypt.org/directory")),
                                Limits.of(URI.create("https://ca.example/dir"))))
                .containsExactly(
                        Limits.LETS_ENCRYPT, Limits.LETS_ENCRYPT_STAGING, Limits.UNKNOWN_CA);
    }

    private static SortedSet<Identifier> names(String... names) {
        SortedSet<Identifier> identifiers = new TreeSet<>();
        for (String name : names) {
            identifiers.add(Identifier.of(name));
        }
        return identifiers;
    }
}
