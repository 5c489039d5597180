package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.testing.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The client and the server of gRPC's interoperability tests, as grpc-java has them. Not played are
 * the cases that its server does not know without a proxy either: {@code cacheable_unary}, and the
 * probes in {@code client_compressed_unary} and {@code client_compressed_streaming}.
 */
@Tag("real")
class GrpcInteropTest {
    private static final String PROGRAMS = "io.grpc.testing.integration.";
    private static final String HOST = "interop";
    private static final String PASSWORD = "changeit";
    private static final Duration CASE_TIME = Duration.ofMinutes(1);

    @AutoClose private static final Lab LAB = new Lab();

    private static Path trusted = Path.of("");

    @BeforeAll
    static void start() {
        int port = FreePort.next();
        List<String> server = java(PROGRAMS + "TestServiceServer");
        server.addAll(List.of("--port=" + port, "--use_tls=false"));
        LAB.start("interop-server", port, server.toArray(String[]::new));
        LAB.serves(Service.exposed(HOST, port).with("routing-protocol", "grpc")).startWaggle();
        trusted = trust(LAB.waggle().authority());
    }

    /** A program of these tests. It ends soon: what speeds up its start is worth more than C2. */
    private static List<String> java(String... mainClass) {
        List<String> words = new ArrayList<>();
        words.add(jdk("java"));
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        words.add("-XX:+AutoCreateSharedArchive");
        words.add("-XX:SharedArchiveFile=" + LAB.folder().resolve("interop.jsa"));
        words.addAll(List.of("-cp", Testers.classPath("grpc-interop")));
        words.addAll(List.of(mainClass));
        return words;
    }

    private static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private static Path trust(Path authority) {
        Path store = LAB.folder().resolve("trusted.p12");
        Command.of(
                        jdk("keytool"),
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "waggle",
                        "-file",
                        authority.toString(),
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .output();
        return store;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "empty_unary",
                "large_unary",
                "client_compressed_unary_noprobe",
                "server_compressed_unary",
                "very_large_request",
                "pick_first_unary",
                "client_streaming",
                "client_compressed_streaming_noprobe",
                "server_streaming",
                "server_compressed_streaming",
                "ping_pong",
                "empty_stream",
                "custom_metadata",
                "status_code_and_message",
                "special_status_message",
                "unimplemented_method",
                "unimplemented_service",
                "cancel_after_begin",
                "cancel_after_first_response",
                "timeout_on_sleeping_server"
            })
    void aCasePasses(String name) {
        List<String> client =
                java(
                        "-Djavax.net.ssl.trustStore=" + trusted,
                        "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                        PROGRAMS + "TestServiceClient");
        client.add("--server_host=127.0.0.1");
        client.add("--server_host_override=" + HOST + ".example.test");
        client.add("--server_port=" + LAB.waggle().httpsPort());
        client.add("--use_tls=true");
        client.add("--test_case=" + name);
        Command.Finished run = Command.of(client.toArray(String[]::new)).within(CASE_TIME).run();
        assertThat(run.status()).as(run.output() + run.errors()).isZero();
        assertThat(run.output()).contains("Running test " + name, "Test completed.");
    }
}
