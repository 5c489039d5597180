package dev.waggle.proxy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.RequestHead;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiesTest {
    private static String found(RequestHead head) {
        long found = Cookies.find(head, "id".getBytes(StandardCharsets.US_ASCII));
        return found == Cookies.NONE ? "-" : head.text(Cookies.start(found), Cookies.end(found));
    }

    private static RequestHead with(String... cookies) {
        RequestHead head = new RequestHead();
        head.add(FieldName.ACCEPT, "id=other");
        for (String cookie : cookies) {
            head.add(FieldName.COOKIE, cookie);
        }
        return head;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "id=7|7",
                "a=b; id=7; c=d|7",
                "a=b;id=7|7",
                "a=b ;\tid=7 |7",
                "id=7; id=8|7",
                "id=\"7\"|7",
                "id=\"|\"",
                "id=|''",
                "a=b; id=|''",
                "id=a=b|a=b",
                "xid=7|-",
                "ida=7|-",
                "ID=7|-",
                "id|-",
                "id ;|-",
                "a=id=7|-",
                ";;;|-"
            })
    void oneCookieIsFoundAmongThem(String field, String value) {
        assertThat(found(with(field))).isEqualTo(value);
    }

    @Test
    void everyCookieFieldIsLookedThrough() {
        assertThat(found(with("a=b", "id=7"))).isEqualTo("7");
        assertThat(found(with())).isEqualTo("-");
        assertThat(found(with(""))).isEqualTo("-");
    }
}
