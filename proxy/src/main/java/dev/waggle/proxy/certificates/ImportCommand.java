package dev.waggle.proxy.certificates;

import dev.waggle.acme.order.Issuer;
import dev.waggle.acme.store.DirectoryStore;
import dev.waggle.acme.store.StoreFailed;
import dev.waggle.acme.takeover.CertificateImport;
import dev.waggle.acme.takeover.ImportFailed;
import dev.waggle.proxy.config.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * {@code waggle certs import}: into the store itself when no process orders on the state directory,
 * else by the one that does. Blocks on files and on the {@link ControlSocket}.
 */
public final class ImportCommand {
    private static final int MAX_PATH_BYTES = ControlSocket.MAX_LINE - "import ".length();

    private ImportCommand() {}

    /**
     * @param from a folder of certbot, or the {@code acme.json} of Traefik
     * @return how many, and a line for each; begins with {@link CertificateCommands#REFUSED} when
     *     one was not imported
     */
    public static String run(Config config, Path from, InstantSource clock) {
        try {
            FilesOfOthers.refuseToMakeThem(config.stateDir());
        } catch (IOException e) {
            // A running proxy writes as itself.
            return byTheOwner(config, from.toAbsolutePath(), String.valueOf(e.getMessage()));
        }
        try (DirectoryStore store = new DirectoryStore(config.stateDir().resolve("acme"))) {
            if (!store.tryOwn()) {
                return byTheOwner(
                        config,
                        from.toAbsolutePath(),
                        "another process orders on %s and does not answer; stop it, and import again"
                                .formatted(config.stateDir()));
            }
            String directory = Issuer.idOf(config.acme().directories().getFirst());
            return ImportText.of(new CertificateImport(store, directory, clock).from(from))
                    + (config.acme().isOn() ? "" : "\nThey are served once acme.email is set.");
        } catch (StoreFailed e) {
            return CertificateCommands.REFUSED + e.getMessage() + "; " + e.fix();
        } catch (ImportFailed e) {
            return ImportText.of(e);
        }
    }

    /**
     * @param otherwise what to say when no process answers
     */
    private static String byTheOwner(Config config, Path from, String otherwise) {
        String path = from.toString();
        boolean fits =
                path.getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES
                        && path.equals(path.strip())
                        && path.indexOf('\n') < 0;
        if (!fits) {
            return CertificateCommands.REFUSED
                    + "the path cannot be told to the running Waggle; use a plain and shorter one";
        }
        try {
            return ControlClient.ask(config.stateDir(), "import " + path);
        } catch (IOException e) {
            return "%s%s (%s)".formatted(CertificateCommands.REFUSED, otherwise, e.getMessage());
        }
    }
}
