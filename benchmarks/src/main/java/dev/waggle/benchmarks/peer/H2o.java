package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.peer.ConfiguredPeer.Start;
import java.util.List;

/** H2O with one thread. Its release 2.2 does not speak HTTP/2 with upstreams. */
final class H2o {
    private static final String CONFIGURATION =
            """
            user: root
            num-threads: 1
            max-connections: 16384
            pid-file: FOLDER/NAME.pid
            error-log: FOLDER/NAME-error.log
            LOG
            http1-request-timeout: 600
            http2-idle-timeout: 600
            http2-max-concurrent-requests-per-connection: 128
            listen:
              host: 127.0.0.1
              port: PORT
              ssl:
                certificate-file: CHAIN
                key-file: KEY
            hosts:
              "default":
                compress: [gzip]
                paths:
                  "/echo":
                    proxy.reverse.url: "http://ECHO/echo"
                    proxy.websocket: ON
                    proxy.timeout.io: 600000
                  "/":
                    proxy.reverse.url: "http://HTTP/"
                    proxy.preserve-host: ON
                    proxy.timeout.keepalive: 600000
                    proxy.timeout.io: 600000
            """;

    private final List<String> program;

    H2o(List<String> program) {
        this.program = List.copyOf(program);
    }

    Start prepare(Site site, String name, int port, boolean accessLog) {
        String log = "access-log: " + site.folder().resolve(name + ".out");
        String text =
                Template.fill(CONFIGURATION, site, name, port).replace("LOG", accessLog ? log : "");
        return new Start(
                Installation.append(program, "-c", site.file(name + ".conf", text).toString()));
    }
}
