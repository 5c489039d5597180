package dev.waggle.proxy.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GrammarTest {
    @Test
    void aTokenHasTheBytesOfRfc9110AndNoOthers() {
        String marks = "!#$%&'*+-.^_`|~";
        for (int c = 0; c < 256; c++) {
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 128;
            boolean token = letter || (c >= '0' && c <= '9') || marks.indexOf(c) >= 0;
            assertThat(Grammar.isToken((byte) c)).isEqualTo(token);
        }
    }

    @Test
    void aValueHasNoControlCharactersButTheTab() {
        for (int c = 0; c < 256; c++) {
            boolean allowed = c == '\t' || (c >= 0x20 && c != 0x7F);
            assertThat(Grammar.isValue((byte) c)).isEqualTo(allowed);
        }
    }

    @Test
    void valuesAreJudgedAlikeOneByOneAndEightAtATime() {
        for (int c = 0; c < 256; c++) {
            for (int neighbour : new int[] {0x00, 0x1F, ' ', 'a', 0x7E, 0x80, 0x9F, 0xFF}) {
                for (int at = 0; at < 19; at++) {
                    byte[] bytes = new byte[19];
                    Arrays.fill(bytes, (byte) neighbour);
                    bytes[at] = (byte) c;
                    boolean expected =
                            Grammar.isValue((byte) c) && Grammar.isValue((byte) neighbour);
                    assertThat(Grammar.isValue(bytes, 0, bytes.length))
                            .as("%02x at %d among %02x", c, at, neighbour)
                            .isEqualTo(expected);
                }
            }
        }
    }
}
