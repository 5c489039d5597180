package dev.waggle.proxy.compress;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
    private final AcceptEncoding accepted = new AcceptEncoding();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    gzip                                  | gzip
                    br                                    | br
                    zstd                                  | zstd
                    GZip                                  | gzip
                    x-gzip                                | gzip
                    gzip, deflate, br, zstd               | zstd
                    gzip, deflate, br                     | br
                    gzip, deflate                         | gzip
                    gzip,br                               | br
                    gzip;q=1.0, br;q=0.9, zstd;q=0.8      | gzip
                    gzip;q=0.5, br;q=0.501                | br
                    gzip ; q=0.5 , br ;q=0.4              | gzip
                    gzip;Q=0.5                            | gzip
                    gzip;q=1.                             | gzip
                    gzip;q=0.001                          | gzip
                    *                                     | zstd
                    *;q=0.1                               | zstd
                    gzip, *;q=0.5                         | gzip
                    zstd;q=0, *                           | br
                    zstd;q=0, br;q=0, *                   | gzip
                    gzip, identity                        | gzip
                    gzip;q=0.5, identity;q=0.5            | gzip
                    gzip, identity;q=0                    | gzip
                    gzip, *;q=0                           | gzip
                    deflate, ,, gzip                      | gzip
                    compress;q=1, br;q=0.2                | br
                    br;q=nonsense, gzip                   | gzip
                    br;level=4, gzip                      | gzip
                    """)
    void theClientsPreferenceDecidesAndThenOurs(String value, String coding) {
        ContentCoding best = accepted.read(Heads.get(value)).best(ContentCoding.ALL);
        assertThat(requireNonNull(best).token()).isEqualTo(coding);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "identity",
                "deflate",
                "gzip;q=0",
                "gzip;q=0.000",
                "*;q=0",
                "identity;q=0",
                "identity, gzip;q=0.5",
                "identity;q=0.6, *;q=0.5",
                "gzip;q=2",
                "gzip;q=1.5",
                "gzip;q=-1",
                "gzip;q=0.5000",
                "gzip;q=",
                "gzip;q",
                "gzip;",
                "gzip;q=1;x=y",
                "gzip q=1",
                "gzipped",
                "zip",
                "\"gzip\"",
                "br;q=0, zstd;q=0, gzip;q=0, *"
            })
    void anythingElseMeansNone(String value) {
        assertThat(accepted.read(Heads.get(value)).best(ContentCoding.ALL)).isNull();
    }

    @Test
    void severalFieldsAreOneList() {
        var request =
                Heads.request(
                        Method.GET, "Accept-Encoding: gzip;q=0.1", "Accept-Encoding: br;q=0.2");
        assertThat(accepted.read(request).best(ContentCoding.ALL)).isEqualTo(ContentCoding.BROTLI);
    }

    @Test
    void aRequestWithoutTheFieldGetsNoneThoughAllowed() {
        accepted.read(Heads.get("gzip"));
        assertThat(accepted.read(Heads.request(Method.GET)).best(ContentCoding.ALL)).isNull();
    }

    @Test
    void aCodingThatCannotBeMadeHereIsNotChosen() {
        accepted.read(Heads.get("zstd, br, gzip;q=0.1"));
        assertThat(accepted.best(ContentCoding.GZIP.bit())).isEqualTo(ContentCoding.GZIP);
        assertThat(accepted.best(0)).isNull();
    }

    @Test
    void aListOfTenThousandElementsIsReadOnce() {
        var request = Heads.get("x,".repeat(10_000) + "gzip");
        assertThat(accepted.read(request).best(ContentCoding.ALL)).isEqualTo(ContentCoding.GZIP);
    }
}
