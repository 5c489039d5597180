package dev.waggle.proxy.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.waggle.proxy.message.Trailers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldEditsTest {
    @Test
    void takesOutEveryWritingOfTheNameThatItSets() {
        FieldEdits edits = FieldEdits.of(Map.of("X-User", "u"));
        Trailers head = new Trailers();
        head.add("x-user", "1");
        head.add("X_User", "2");
        head.add("X-Users", "3");
        assertThat(edits.removes(head, 0)).isTrue();
        assertThat(edits.removes(head, 1)).isTrue();
        assertThat(edits.removes(head, 2)).isFalse();
        assertThat(new String(edits.lines(), StandardCharsets.US_ASCII)).isEqualTo("X-User: u\r\n");
    }

    @Test
    void onlyRemovesWhereTheValueIsEmpty() {
        assertThat(FieldEdits.of(Map.of("Server", "")).lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a:",
                "\u00e4",
                "Host",
                "content-length",
                "Transfer_Encoding",
                "Connection",
                "Upgrade",
                "X-Forwarded-For",
                "x-real-ip"
            })
    void refusesNamesThatAreNoneOrThatTheProxyDecides(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> FieldEdits.of(Map.of(name, "x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\0b"})
    void refusesValuesWithControlCharacters(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> FieldEdits.of(Map.of("A", value)));
    }
}
