package dev.waggle.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Rcode;

/** What a server that does not do it looks like; one that does is tested with a real one. */
class Rfc2136ProviderTest {

    private static final TxtRecord RECORD =
            new TxtRecord("example.org", "_acme-challenge.example.org", "value");
    private static final String KEY =
            """
            key "waggle" {
                algorithm hmac-sha256;
                secret "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0";
            };
            """;

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "REFUSED, the key may not change this",
        "NOTAUTH, does not serve the zone as its primary",
        "NOTZONE, is in another zone there",
        "NOTIMP, takes no updates",
        "SERVFAIL, it answers SERVFAIL",
        "NOERROR, is not signed with the key"
    })
    void saysInWordsWhatAnAnswerMeans(String rcode, String words) throws Exception {
        try (FakeDns server = FakeDns.start().answering("example.org", Rcode.value(rcode))) {
            DnsFailure failure = failure(server.address(), KEY);

            assertThat(failure).hasMessageContaining(words).hasMessageNotContaining("c2VjcmV0");
            assertThat(failure.fix()).isNotEmpty();
        }
    }

    @Test
    void saysThatTheServerDoesNotAnswer() throws Exception {
        InetSocketAddress address;
        try (FakeDns server = FakeDns.start()) {
            address = server.address();
        }

        assertThat(failure(address, KEY)).hasMessageContaining("does not answer by TCP");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is empty",
                "c2VjcmV0|holds no key",
                "key \"a b\" { algorithm hmac-sha256; secret \"c2VjcmV0\"; };|holds no key",
                "key \"a;b\" { algorithm hmac-sha256; secret \"c2VjcmV0\"; };|is not a name of the DNS",
                "key waggle { algorithm hmac-md5; secret \"c2VjcmV0\"; };|names no algorithm of",
                "key waggle { algorithm hmac-sha256; secret \"c2VjcmV0x\"; };|is not base64",
            })
    void saysWhatIsWrongWithTheKeyFileWithoutShowingIt(String text, String words) throws Exception {
        assertThat(failure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9), text))
                .hasMessageContaining(words)
                .hasMessageContaining(keyFile().toString())
                .hasMessageNotContaining("c2VjcmV0");
    }

    private DnsFailure failure(InetSocketAddress server, String key) throws IOException {
        Files.writeString(keyFile(), key);
        Rfc2136Provider provider =
                new Rfc2136Provider(new Rfc2136Settings(server, keyFile(), Duration.ofSeconds(60)));
        return catchThrowableOfType(DnsFailure.class, () -> provider.add(RECORD));
    }

    private Path keyFile() {
        return folder.resolve("tsig.key");
    }
}
