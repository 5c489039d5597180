package dev.waggle.proxy.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HeadTest {
    private final Trailers head = new Trailers();

    @Test
    void findsFieldsByNumberInOrder() {
        head.add(FieldName.COOKIE, "a");
        head.add("X-Other", "b");
        head.add("COOKIE", "c");
        assertThat(head.find(FieldName.COOKIE)).isZero();
        assertThat(head.find(FieldName.COOKIE, 1)).isEqualTo(2);
        assertThat(head.find(FieldName.COOKIE, 3)).isEqualTo(-1);
        assertThat(head.find(FieldName.HOST)).isEqualTo(-1);
        assertThat(head.hasAny(FieldName.bits(FieldName.HOST, FieldName.COOKIE))).isTrue();
        assertThat(head.hasAny(FieldName.HOST.bit())).isFalse();
    }

    @Test
    void removesAFieldAndKeepsTheOthers() {
        head.add(FieldName.COOKIE, "a");
        head.add("X-Other", "b");
        head.add(FieldName.VARY, "c");
        head.removeField(0);
        assertThat(head.find(FieldName.COOKIE)).isEqualTo(-1);
        assertThat(head.fieldCount()).isEqualTo(2);
        assertThat(head.valueText(FieldName.VARY)).isEqualTo("c");
        head.removeField(1);
        assertThat(head.fieldCount()).isEqualTo(1);
    }

    @Test
    void aNameIsThereUntilTheLastFieldOfItIsRemoved() {
        head.add(FieldName.COOKIE, "a");
        head.add(FieldName.COOKIE, "b");
        head.removeField(0);
        assertThat(head.hasAny(FieldName.COOKIE.bit())).isTrue();
        head.removeField(0);
        assertThat(head.hasAny(FieldName.COOKIE.bit())).isFalse();
    }

    @Test
    void remembersWhatIsForThisHopAndStillKnowsItsName() {
        head.add(FieldName.TE, "trailers");
        head.markHopByHop(0);
        assertThat(head.isHopByHop(0)).isTrue();
        assertThat(head.name(0)).isEqualTo(FieldName.TE);
        assertThat(head.find(FieldName.TE)).isZero();
    }

    @Test
    void growsWithItsFieldsAndForgetsThemAll() {
        for (int i = 0; i < 100; i++) {
            head.add("X-" + i, "v" + i);
        }
        assertThat(head.text(head.valueStart(99), head.valueEnd(99))).isEqualTo("v99");
        head.clear();
        assertThat(head.fieldCount()).isZero();
        assertThat(head.hasAny(-1L)).isFalse();
    }

    @Test
    void everyNameHasABitOfItsOwn() {
        assertThat(FieldName.values().length).isLessThanOrEqualTo(64);
        assertThat(Arrays.stream(FieldName.values()).mapToLong(FieldName::bit).distinct().count())
                .isEqualTo(FieldName.values().length);
    }

    @Test
    void everyNameIsFoundInAnyCaseAndWithUnderscore() {
        for (FieldName name : FieldName.values()) {
            if (name != FieldName.OTHER) {
                byte[] canonical = name.canonical();
                assertThat(FieldName.find(canonical, 0, canonical.length)).isEqualTo(name);
                byte[] folded = canonical.clone();
                for (int i = 0; i < folded.length; i++) {
                    folded[i] = folded[i] == '-' ? (byte) '_' : folded[i];
                }
                assertThat(FieldName.find(folded, 0, folded.length)).isEqualTo(name);
            }
        }
    }
}
