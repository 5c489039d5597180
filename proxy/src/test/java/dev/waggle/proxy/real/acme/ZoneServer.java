package dev.waggle.proxy.real.acme;

import dev.waggle.proxy.real.programs.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Knot as the one server of the zone {@value #ZONE}, which takes updates that a TSIG key has
 * signed. It listens on port 53, where authoritative servers are, of an address of loopback that
 * nobody else has.
 */
final class ZoneServer implements AutoCloseable {
    static final String ZONE = "example.test";

    private static final String HOST = "127.53.0.1";
    private static final String SECRET = "d2FnZ2xlJ3Mgb3duIHNlY3JldCBvZiAzMiBieXRlcyEh";

    private final Path folder;
    private final Program server;

    private ZoneServer(Path folder, Program server) {
        this.folder = folder;
        this.server = server;
    }

    /**
     * Starts it, and returns when it serves the zone.
     *
     * @param folder where it makes its own
     */
    static ZoneServer start(Path folder) {
        try {
            Path own = Files.createDirectories(folder.resolve("zone"));
            Files.writeString(own.resolve("zone.txt"), zone());
            Files.writeString(own.resolve("key.conf"), key());
            Path configuration = Files.writeString(own.resolve("knot.conf"), configuration(own));
            Program server =
                    Program.start(own, "knot", List.of("knotd", "-c", configuration.toString()));
            server.awaits("the zone is served", () -> server.said().contains("server started"));
            return new ZoneServer(own, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String zone() {
        return """
        $ORIGIN %s.
        $TTL 1
        @    SOA ns hostmaster 1 3600 600 86400 1
        @    NS  ns
        ns   A   %s
        """
                .formatted(ZONE, HOST);
    }

    /** As {@code tsig-keygen} writes it. */
    private static String key() {
        return """
        key "waggle" {
            algorithm hmac-sha256;
            secret "%s";
        };
        """
                .formatted(SECRET);
    }

    private static String configuration(Path folder) {
        return """
        server:
            listen: %2$s@53
            rundir: %1$s
        control:
            listen: knot.sock
        database:
            storage: %1$s
        log:
          - target: stdout
            any: info
        key:
          - id: waggle
            algorithm: hmac-sha256
            secret: %3$s
        acl:
          - id: updates
            key: waggle
            action: update
        zone:
          - domain: %4$s
            storage: %1$s
            file: zone.txt
            acl: updates
        """
                .formatted(folder, HOST, SECRET, ZONE);
    }

    String address() {
        return HOST + ":53";
    }

    Path keyFile() {
        return folder.resolve("key.conf");
    }

    /** How many updates it has taken. */
    long updates() {
        return said().lines().filter(line -> line.contains("DDNS, finished")).count();
    }

    String said() {
        return server.said();
    }

    @Override
    public void close() {
        server.close();
    }
}
