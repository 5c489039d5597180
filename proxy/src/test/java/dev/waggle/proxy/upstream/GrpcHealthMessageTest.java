package dev.waggle.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcHealthMessageTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void theQuestionAboutTheServerIsEmpty() {
        assertThat(GrpcHealthMessage.question("")).containsExactly(0, 0, 0, 0, 0);
    }

    @Test
    void theQuestionNamesItsService() {
        assertThat(HEX.formatHex(GrpcHealthMessage.question("ab"))).isEqualTo("00000000040a026162");
        byte[] longest = GrpcHealthMessage.question("x".repeat(255));
        assertThat(HEX.formatHex(longest, 0, 8)).isEqualTo("00000001020aff01");
        assertThat(longest).hasSize(5 + 258);
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000, 0", // proto3 leaves out what is 0
        "00000000020801, 1",
        "00000000020802, 2",
        "00000000020803, 3",
        "000000000408010802, 2", // the last one counts
        "0000000006120301020308, -1", // ends within a field
        "000000000712030102030801, 1", // an unknown field of bytes
        "0000000004180508 01, 1",
        "000000000b110102030405060708 0801, 1",
        "00000000071501020304 0801, 1",
        "0000000003128001, -1", // says more bytes than there are
        "00000000020b01, -1", // a group
        "000000000108, -1",
        "0100000002 0801, -1", // compressed
        "00000000030801, -1", // shorter than it says
        "0000000001080 1, -1", // longer than it says
        "000000, -1",
        "000000000c08ffffffffffffffffffff7f, -1"
    })
    void anAnswerIsReadOrRefused(String framed, int status) {
        byte[] bytes = HEX.parseHex(framed.replace(" ", ""));
        assertThat(GrpcHealthMessage.status(bytes).orElse(-1)).isEqualTo(status);
    }
}
