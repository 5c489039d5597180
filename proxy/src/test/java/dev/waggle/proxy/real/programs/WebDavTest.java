package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * WebDAV by nginx. It speaks TLS, because nginx takes a {@code Destination} only of the scheme that
 * it is asked by itself.
 */
@Tag("real")
class WebDavTest {
    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() {
        String certificate = LAB.certificate("dav.example.test").toString();
        LAB.file("dav/.keep", "");
        String server =
                """
                location / {
                  root %s; autoindex on; create_full_put_path on;
                  dav_methods PUT DELETE MKCOL COPY MOVE; dav_ext_methods PROPFIND OPTIONS;
                }
                """
                        .formatted(LAB.folder().resolve("dav"));
        int port = LAB.nginx("dav", server, "dav.example.test");
        LAB.serves(Service.exposed("dav", port).with("routing-on-https", "verify"))
                .configured("tls-ca-file", certificate)
                .startWaggle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void makesCopiesMovesAndDeletes(String version) {
        String folder = "https://dav.example.test/hive" + version.replaceAll("\\W", "") + "/";
        assertThat(ask(version, "MKCOL", folder).status()).isEqualTo(201);
        assertThat(ask(version, "PUT", folder + "a%20b", "--data", "honey").status())
                .isEqualTo(201);
        assertThat(ask(version, "COPY", folder + "a%20b", to(folder + "copy")).status())
                .isEqualTo(204);
        assertThat(ask(version, "MOVE", folder + "a%20b", to(folder + "moved")).status())
                .isEqualTo(204);
        assertThat(ask(version, "GET", folder + "a%20b").status()).isEqualTo(404);
        assertThat(ask(version, "GET", folder + "moved").body()).isEqualTo("honey");
        assertThat(ask(version, "DELETE", folder + "copy").status()).isEqualTo(204);
        assertThat(ask(version, "GET", folder + "copy").status()).isEqualTo(404);
        assertThat(ask(version, "DELETE", folder).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void listsAFolderWithItsProperties(String version) {
        String folder = "https://dav.example.test/list" + version.replaceAll("\\W", "") + "/";
        ask(version, "PUT", folder + "comb", "--data", "wax");
        Answer answer = ask(version, "PROPFIND", folder, "--header", "Depth: 1");
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body()).contains("comb", "getcontentlength>3<");
    }

    @Test
    void saysWhatItCan() {
        Answer answer = ask("--http2", "OPTIONS", "https://dav.example.test/");
        assertThat(answer.field("DAV")).contains("1");
        assertThat(answer.field("Allow")).contains("PROPFIND", "MKCOL");
    }

    private static String to(String destination) {
        return "-HDestination: " + destination;
    }

    private static Answer ask(String version, String method, String address, String... more) {
        return LAB.curl(version, "--request", method, address).ask(more);
    }
}
