package dev.waggle.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.CAARecord;

class CaaPolicyTest {

    private static final String ACCOUNT = "https://ca.example/acct/1";
    private static final CaaPolicy HOST =
            new CaaPolicy(List.of("letsencrypt.org"), false, ACCOUNT, "http-01");
    private static final CaaPolicy WILDCARD =
            new CaaPolicy(List.of("letsencrypt.org"), true, ACCOUNT, "dns-01");

    @Test
    void noRecordsForbidNothing() {
        assertThat(HOST.forbids(List.of())).isEmpty();
    }

    @Test
    void aCaThatIsNamedMayIssueBesideOthers() {
        assertThat(HOST.forbids(caa("0 issue ca.test", "0 issue LetsEncrypt.org"))).isEmpty();
    }

    @Test
    void aCaThatIsNotNamedMayNot() {
        assertThat(HOST.forbids(caa("0 issue ca.test"))).hasValue("allow ca.test and not this CA");
    }

    @Test
    void anEmptyIssuerForbidsAll() {
        assertThat(HOST.forbids(caa("0 issue ;")))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("allow no CA at all"));
    }

    @Test
    void onlyOtherPropertiesForbidNothing() {
        assertThat(HOST.forbids(caa("0 iodef mailto:a@example.org"))).isEmpty();
        assertThat(HOST.forbids(caa("0 issuewild ;"))).isEmpty();
    }

    @Test
    void issuewildDecidesForWildcardsAlone() {
        assertThat(WILDCARD.forbids(caa("0 issue letsencrypt.org", "0 issuewild ;"))).isPresent();
        assertThat(WILDCARD.forbids(caa("0 issue ;", "0 issuewild letsencrypt.org"))).isEmpty();
        assertThat(HOST.forbids(caa("0 issue letsencrypt.org", "0 issuewild ;"))).isEmpty();
    }

    @Test
    void issueDecidesForWildcardsWithoutIssuewild() {
        assertThat(WILDCARD.forbids(caa("0 issue ca.test"))).isPresent();
        assertThat(WILDCARD.forbids(caa("0 issue letsencrypt.org"))).isEmpty();
    }

    @Test
    void anUnknownCriticalPropertyForbids() {
        assertThat(HOST.forbids(caa("0 issue letsencrypt.org", "128 tbs x")))
                .hasValueSatisfying(reason -> assertThat(reason).contains("property 'tbs'"));
        assertThat(HOST.forbids(caa("0 issue letsencrypt.org", "0 tbs x"))).isEmpty();
        assertThat(HOST.forbids(caa("128 issue letsencrypt.org"))).isEmpty();
    }

    @Test
    void anotherAccountMayNot() {
        assertThat(HOST.forbids(caa("0 issue letsencrypt.org;accounturi=" + ACCOUNT))).isEmpty();
        assertThat(HOST.forbids(caa("0 issue letsencrypt.org; accounturi=https://ca.example/2")))
                .hasValueSatisfying(reason -> assertThat(reason).contains("accounturi"));
    }

    @Test
    void anAccountThatIsNotThereYetIsNotJudged() {
        CaaPolicy fresh = new CaaPolicy(List.of("letsencrypt.org"), false, "", "http-01");

        assertThat(fresh.forbids(caa("0 issue letsencrypt.org; accounturi=https://ca.example/2")))
                .isEmpty();
    }

    @Test
    void anotherWayToValidateMayNot() {
        assertThat(HOST.forbids(caa("0 issue letsencrypt.org; validationmethods=dns-01,http-01")))
                .isEmpty();
        assertThat(HOST.forbids(caa("0 issue letsencrypt.org; validationmethods=dns-01")))
                .hasValueSatisfying(reason ->
                        assertThat(reason).contains("other ways to validate than http-01"));
    }

    @Test
    void oneRecordThatAdmitsIsEnough() {
        assertThat(
                        HOST.forbids(
                                caa(
                                        "0 issue letsencrypt.org; validationmethods=dns-01",
                                        "0 issue letsencrypt.org")))
                .isEmpty();
    }

    /** Each as {@code "flags tag value"}. */
    private static List<CAARecord> caa(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.split(" ", 3))
                .map(parts ->
                        (CAARecord)
                                FakeDns.record(
                                        "example.org. 60 IN CAA %s %s \"%s\""
                                                .formatted(parts[0], parts[1], parts[2])))
                .toList();
    }
}
