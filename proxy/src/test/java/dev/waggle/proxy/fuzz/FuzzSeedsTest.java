package dev.waggle.proxy.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the fuzzer starts from, and what it once found, holds. */
class FuzzSeedsTest {
    private static final int FEWEST_SEEDS = 3;

    @ParameterizedTest
    @EnumSource
    void everySeedOfATargetHolds(FuzzTarget target) {
        List<byte[]> seeds = target.seeds();
        assertThat(seeds).hasSizeGreaterThanOrEqualTo(FEWEST_SEEDS);
        for (byte[] seed : seeds) {
            try {
                target.run(seed);
            } catch (Throwable e) {
                throw new AssertionError(HexFormat.of().formatHex(seed), e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\r\nx",
                "GET / HTTP/1.1\r\nHost:a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\rc\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA_B: c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nTE: x\r\n\r\n",
                "GET / HTTP/1.0\r\nHost: a\r\n\r\n",
                "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx",
                "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                        + "Content-Length: 1\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n01\r\nx\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a\r\nx\r\n0\r\n\r\n"
            })
    void theJudgeForgivesNothing(String sloppy) {
        byte[] bytes = sloppy.getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> StrictRequests.read(bytes)).isInstanceOf(AssertionError.class);
    }

    @Test
    void theJudgeReadsWhatIsStrict() {
        String two =
                "POST /a?b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "a\r\n0123456789\r\n0\r\nA: b\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
        List<StrictRequests.Request> read =
                StrictRequests.read(two.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(read).hasSize(2);
        assertThat(read.getFirst().body()).isEqualTo("0123456789");
    }
}
