package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.waggle.acme.manage.CertificateManager;
import dev.waggle.acme.store.DirectoryStore;
import dev.waggle.proxy.certificates.CertificateCommands;
import dev.waggle.proxy.certificates.ControlSocket;
import dev.waggle.proxy.certificates.ImportCommand;
import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.config.ConfigLoad.Loaded;
import dev.waggle.proxy.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertsImportTest {
    @TempDir Path folder;
    private Path state;
    private Path live;

    @BeforeEach
    void writeCertbotsFolder() throws Exception {
        state = Files.createDirectory(folder.resolve("state"));
        live = folder.resolve("my certbot/live");
        new TestPems(folder).writePair(live.resolve("blog"), "blog.test");
    }

    @Test
    void importsIntoTheStoreWhileNoProcessOrders() throws Exception {
        assertThat(run(Map.of()))
                .startsWith(
                        "1 imported, 0 left alone, 0 not imported\n  blog: imported as blog.test")
                .endsWith("They are served once acme.email is set.");

        try (DirectoryStore store = new DirectoryStore(state.resolve("acme"))) {
            assertThat(store.tryOwn()).isTrue();
            assertThat(store.read().certificates()).hasSize(1);
        }
    }

    @Test
    void oneThatCannotBeServedMakesItARefusalAndTheOthersAreImported() {
        new TestPems(folder).writeMismatch(live.resolve("shop"), "shop.test");

        assertThat(run(Map.of()))
                .startsWith(
                        CertificateCommands.REFUSED + "1 imported, 0 left alone, 1 not imported")
                .contains("blog: imported", "shop: not imported");
    }

    @Test
    void theProcessThatOrdersImportsAndServesAtOnce() throws Exception {
        Map<String, String> ordering =
                Map.of(
                        "WAGGLE_ACME_EMAIL", "admin@blog.test",
                        "WAGGLE_ACME_DIRECTORY", "https://127.0.0.1:1/directory");
        Config config = config(ordering);
        try (CertificateManager managed =
                new AcmeParts(config, InstantSource.system()).manager(Map.of(), _ -> {})) {
            managed.start();
            Eventually.is(() -> managed.states().owner());
            try (ControlSocket _ =
                    ControlSocket.open(state, new CertificateCommands(managed, () -> "[]"))) {
                assertThat(run(ordering)).startsWith("1 imported, 0 left alone, 0 not imported");
                assertThat(run(ordering)).startsWith("0 imported, 1 left alone, 0 not imported");
            }
            Eventually.is(() -> managed.states().certificates().forName("blog.test").isPresent());
        }
    }

    @Test
    void aProcessThatOrdersAndDoesNotAnswerIsToBeStopped() throws Exception {
        try (DirectoryStore busy = new DirectoryStore(state.resolve("acme"))) {
            assertThat(busy.tryOwn()).isTrue();

            assertThat(run(Map.of()))
                    .startsWith(CertificateCommands.REFUSED)
                    .contains("stop it, and import again");
        }
    }

    /** Only root can give a folder away, and only root can write into one of another user. */
    @Test
    void rootMakesNoFilesThatTheProxyCouldNotRead() throws Exception {
        assumeThat(Files.getAttribute(state, "unix:uid")).isEqualTo(0);
        Files.setAttribute(state, "unix:uid", 65532);

        assertThat(run(Map.of()))
                .startsWith(CertificateCommands.REFUSED)
                .contains("belongs to user 65532", "setpriv --reuid 65532");
        assertThat(state).isEmptyDirectory();
    }

    private String run(Map<String, String> environment) {
        return ImportCommand.run(config(environment), live, InstantSource.system());
    }

    private Config config(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("WAGGLE_STATE_DIR", state.toString());
        return ((Loaded) new ConfigLoader(Map.of(), all).load()).config();
    }
}
