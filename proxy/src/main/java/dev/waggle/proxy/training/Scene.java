package dev.waggle.proxy.training;

import dev.waggle.acme.LocalAuthority;
import dev.waggle.acme.Pem;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.StateUnusable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/**
 * What is configured: services from Docker and from a stack file, certificates from a folder and
 * from the local CA, an ACME account that has nothing to order.
 *
 * @param flags of {@code waggle serve}, the command itself first
 * @param authority PEM file of the CA that clients have to trust
 */
record Scene(List<String> flags, Path authority) {
    /** Whose certificate is in a folder. */
    static final String HOST = "files.waggle.example";

    /** Whose certificate is signed when it is asked for. */
    static final String SIGNED_HOST = "signed.waggle.example";

    private static final String STACK =
            """
            services:
              task:
                deploy:
                  labels: {routing-host: "HOST", routing-port: "80", routing-compress: "true"}
              signed:
                deploy:
                  labels: {routing-host: "SIGNED", routing-port: "80", routing-tls: self-signed}
            x-waggle:
              endpoints:
                task: ["127.0.0.1:PORT"]
                signed: ["127.0.0.1:PORT"]
            """;

    Scene {
        flags = List.copyOf(flags);
    }

    /** Writes the files that it needs into the folder. */
    static Scene in(Path folder, int taskPort, Path engineSocket)
            throws IOException, StateUnusable {
        Path state = Files.createDirectory(folder.resolve("state"));
        Path certificates = Files.createDirectory(folder.resolve("certificates"));
        Path stack = folder.resolve("stack.yml");
        Files.writeString(
                stack,
                STACK.replace("HOST", HOST)
                        .replace("SIGNED", SIGNED_HOST)
                        .replace("PORT", Integer.toString(taskPort)));
        LocalAuthority authority =
                LocalAuthority.open(
                        state, HOST::equals, InstantSource.system(), new SecureRandom());
        write(
                authority.certificateFor(HOST).orElseThrow(),
                Files.createDirectory(certificates.resolve(HOST)));
        return new Scene(
                List.of(
                        "serve",
                        "--stack-file=" + stack,
                        "--docker-host=unix://" + engineSocket,
                        "--cert-dir=" + certificates,
                        "--state-dir=" + state,
                        "--acme-email=training@waggle.example",
                        "--listen-address=127.0.0.1",
                        "--https-port=0",
                        "--http-port=0",
                        "--admin-port=0",
                        "--drain-time=1s"),
                authority.caPem());
    }

    private static void write(ServerCertificate certificate, Path folder) throws IOException {
        Files.writeString(folder.resolve("fullchain.pem"), Pem.ofChain(certificate.chain()));
        Files.writeString(folder.resolve("privkey.pem"), Pem.ofKey(certificate.privateKey()));
    }
}
