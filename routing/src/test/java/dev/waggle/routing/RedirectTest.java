package dev.waggle.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectTest {
    @ParameterizedTest
    @CsvSource({
        "https://new.example, /a, x=1, https://new.example",
        "https://new.example{path}, /a%2Fb//C, x=1, https://new.example/a%2Fb//C",
        "https://new.example{path}?{query}, /a, x=1&y, https://new.example/a?x=1&y",
        "https://new.example{path}?{query}, /a, '', https://new.example/a",
        "https://new.example{path}?{query}, /, '', https://new.example/",
        "https://new.example/blog/{path}, /a, '', https://new.example/blog/a",
        "https://new.example/?from={path}&{query}, /a, b=1, https://new.example/?from=/a&b=1",
        "https://new.example/?{query}#{path}, /a, b=1, https://new.example/?b=1#/a",
        "https://new.example{path}, '', '', https://new.example/",
        "https://new.example{path}, //evil.example, '', https://new.example//evil.example",
        "https://new.example{path}?{query}, /{query}, {path},"
                + " https://new.example/{query}?{path}",
    })
    void theTemplateIsFilledWithPathAndQueryAsSent(
            String template, String path, String query, String location) {
        assertThat(new Redirect(308, template).location(path, query)).isEqualTo(location);
    }
}
