package dev.waggle.routing.stackfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.waggle.routing.Malformed;
import dev.waggle.routing.Problem;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StackFileReaderTest {
    @Test
    void readsLabelsAsMappingOrAsListAndKeepsThemText() {
        StackFile file =
                read(
                        """
                        services:
                          blog:
                            deploy:
                              labels:
                                routing-host: blog.example
                                routing-port: 2368
                                routing-on-https: on
                                routing-context: 22:22
                                routing-auth-realm:
                          api:
                            labels:
                              - routing-host=lost.example
                            deploy:
                              labels:
                                - routing-host=api.example
                                - "routing-port=80"
                                - flag
                                - equation=a=b
                        """);

        assertThat(file.problems()).isEmpty();
        assertThat(file.state().services())
                .extracting(ServiceState::name)
                .containsExactly("blog", "api");
        assertThat(service(file, 0).labels())
                .containsOnly(
                        Map.entry("routing-host", "blog.example"),
                        Map.entry("routing-port", "2368"),
                        Map.entry("routing-on-https", "on"),
                        Map.entry("routing-context", "22:22"),
                        Map.entry("routing-auth-realm", ""));
        assertThat(service(file, 1).labels())
                .containsOnly(
                        Map.entry("routing-host", "api.example"),
                        Map.entry("routing-port", "80"),
                        Map.entry("flag", ""),
                        Map.entry("equation", "a=b"));
        assertThat(service(file, 1).containerLabels()).containsOnlyKeys("routing-host");
    }

    @Test
    void theOrderOfTheFileIsTheAgeOfTheServices() {
        StackFile file = read("services: {zebra: {}, ape: {}, middle: }");

        assertThat(file.state().services())
                .extracting(ServiceState::name)
                .containsExactly("zebra", "ape", "middle");
        assertThat(file.state().services()).extracting(ServiceState::createdAt).isSorted();
    }

    @Test
    void readsEndpointsWithAndWithoutPorts() {
        StackFile file =
                read(
                        """
                        services:
                          blog:
                        x-waggle:
                          endpoints:
                            blog: ["127.0.0.1:8080", "[::1]:80", localhost, "2001:db8::1"]
                        """);

        // Without brackets the last group could be a port: refused, not guessed.
        assertThat(file.problems()).extracting(Problem::value).containsExactly("2001:db8::1");
        assertThat(service(file, 0).tasks())
                .flatExtracting(TaskState::addresses)
                .containsExactly(
                        new TaskAddress("", "127.0.0.1", OptionalInt.of(8080), true),
                        new TaskAddress("", "::1", OptionalInt.of(80), true),
                        new TaskAddress("", "localhost", OptionalInt.empty(), true));
        assertThat(service(file, 0).tasks()).allMatch(TaskState::running);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a:0", "a:65536", "a:", ":80", "a:8o", "a b:80", "http://a:80", "[::1:80"})
    void aBadEndpointIsLeftOutAndReported(String endpoint) {
        StackFile file =
                read("services: {a: }\nx-waggle: {endpoints: {a: ['" + endpoint + "', 'b:1']}}");

        assertThat(service(file, 0).tasks()).hasSize(1);
        assertThat(file.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.value()).isEqualTo(endpoint))
                .satisfies(p -> assertThat(p.service()).isEqualTo("a"));
    }

    @Test
    void endpointsOfAServiceThatIsNotThereAreReported() {
        assertThat(read("services: {a: }\nx-waggle: {endpoints: {b: ['c:1']}}").problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("no service of this name"));
    }

    @Test
    void anchorsAndMergeKeysAreFollowed() {
        StackFile file =
                read(
                        """
                        x-labels: &common
                          routing-port: 80
                          routing-tls: files
                        services:
                          blog:
                            deploy:
                              labels:
                                <<: *common
                                routing-tls: acme
                        """);

        assertThat(service(file, 0).labels())
                .containsOnly(Map.entry("routing-port", "80"), Map.entry("routing-tls", "acme"));
    }

    @ParameterizedTest
    @CsvSource({
        "${HOST}, blog.example",
        "$HOST, blog.example",
        "www.${HOST}, www.blog.example",
        "${NONE:-other}, other",
        "${EMPTY:-other}, other",
        "'${EMPTY-other}', ''",
        "${NONE-other}, other",
        "${HOST:?must be set}, blog.example",
        "$$HOST, $HOST",
        "${TRICK}, $HOST",
    })
    void variablesAreFilledInOnce(String written, String value) {
        StackFile file = read(labelled(written));

        assertThat(service(file, 0).labels()).containsEntry("routing-host", value);
        assertThat(file.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"${NONE}", "$NONE", "${NONE:?must be set}", "${", "$", "${1}"})
    void aVariableThatIsNotSetIsAProblemAndNotEmpty(String written) {
        StackFile file = read(labelled(written));

        assertThat(service(file, 0).labels()).containsEntry("routing-host", written);
        assertThat(file.problems()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "services: [a]",
                "services: {a: [b]}",
                "services: {a: {deploy: text}}",
                "services: {a: {deploy: {labels: text}}}",
                "services: {a: {deploy: {labels: {routing-host: [x]}}}}",
                "services: {a: {deploy: {labels: [[x]]}}}",
                "services: {a: }\nx-waggle: text",
                "services: {a: }\nx-waggle: {endpoints: [a]}",
            })
    void aPartOfTheWrongShapeIsLeftOutAndReported(String yaml) {
        assertThat(read(yaml).problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("wrong shape"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "version: '3.8'", "services:"})
    void aFileWithoutServicesHasNone(String yaml) {
        assertThat(read(yaml).state().services()).isEmpty();
    }

    @Test
    void aBrokenFileSaysInWhichLine() {
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> read("services:\n  blog:\n    deploy: {labels: [\n"))
                .satisfies(e -> assertThat(e.what()).contains("line 4"));
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> read("services:\n  a: 1\n  a: 2\n"))
                .satisfies(e -> assertThat(e.what()).contains("line 3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"- a", "text", "!!javax.script.ScriptEngineManager [a]", "a: b\n---\nc: d"})
    void otherDocumentsAreRefused(String yaml) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> read(yaml));
    }

    @Test
    void depthSizeAliasesAndEncodingAreBounded() {
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> read("a: " + "[".repeat(10_000)));
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> read("#".repeat(1024 * 1024 + 1)));
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> read(billionLaughs()));
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(
                        () -> StackFileReader.read(new byte[] {'a', ':', (byte) 0xff}, Map.of()));
    }

    @Test
    void anAliasToItselfIsHarmless() {
        assertThat(read("services: &a {b: *a, c: {deploy: {labels: *a}}}").state().services())
                .hasSize(2);
    }

    private static String billionLaughs() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 100; i++) {
            String alias = "*a" + (i - 1);
            yaml.append(
                    "a%d: &a%d [%s]\n"
                            .formatted(
                                    i,
                                    i,
                                    String.join(
                                            ",",
                                            List.of(
                                                    alias, alias, alias, alias, alias, alias, alias,
                                                    alias, alias))));
        }
        return yaml.toString();
    }

    private static String labelled(String host) {
        return "services: {a: {deploy: {labels: {routing-host: '" + host + "'}}}}";
    }

    private static StackFile read(String yaml) {
        return StackFileReader.read(
                yaml.getBytes(StandardCharsets.UTF_8),
                Map.of("HOST", "blog.example", "EMPTY", "", "TRICK", "$HOST"));
    }

    private static ServiceState service(StackFile file, int index) {
        return file.state().services().get(index);
    }
}
