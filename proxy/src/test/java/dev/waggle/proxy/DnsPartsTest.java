package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.ChallengeSolver;
import dev.waggle.proxy.config.ConfigLoad;
import dev.waggle.proxy.config.ConfigLoad.Loaded;
import dev.waggle.proxy.config.ConfigLoader;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsPartsTest {

    @Test
    void nobodyChangesTheDnsUnlessTheConfigurationSaysWho() {
        DnsParts parts = parts(Map.of());

        assertThat(parts.solver()).isEmpty();
        assertThat(parts.addressUpdates(InstantSource.system())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rfc2136, WAGGLE_DNS_RFC2136_SERVER=192.0.2.1 WAGGLE_DNS_RFC2136_KEY_FILE=/run/secrets/key",
        "cloudflare, WAGGLE_DNS_CLOUDFLARE_TOKEN_FILE=/run/secrets/token",
        "exec, WAGGLE_DNS_EXEC=/hook"
    })
    void eachProviderAnswersDns01(String provider, String needs) {
        Map<String, String> environment = new HashMap<>(Map.of("WAGGLE_DNS_PROVIDER", provider));
        for (String need : needs.split(" ", -1)) {
            environment.put(
                    need.substring(0, need.indexOf('=')), need.substring(need.indexOf('=') + 1));
        }

        assertThat(parts(environment).solver())
                .map(ChallengeSolver::kind)
                .hasValue(ChallengeKind.DNS_01);
    }

    @Test
    void addressRecordsAreKeptOnDemand() {
        DnsParts parts =
                parts(
                        Map.of(
                                "WAGGLE_DNS_PROVIDER", "cloudflare",
                                "WAGGLE_DNS_CLOUDFLARE_TOKEN_FILE", "/run/secrets/token",
                                "WAGGLE_DNS_UPSERT", "true",
                                "WAGGLE_DNS_ADDRESS_FROM",
                                        "192.0.2.1, https://ip.example/, my_ip.example@ns.example"));

        assertThat(parts.addressUpdates(InstantSource.system())).isPresent();
    }

    private static DnsParts parts(Map<String, String> environment) {
        ConfigLoad load = new ConfigLoader(Map.of(), environment).load();
        assertThat(load).isInstanceOf(Loaded.class);
        return new DnsParts(((Loaded) load).config().acme());
    }
}
