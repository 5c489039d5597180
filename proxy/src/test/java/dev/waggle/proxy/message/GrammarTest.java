package dev.waggle.proxy.message;

import static org.assertj.core.api.Assertions.assertThat;

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
}
