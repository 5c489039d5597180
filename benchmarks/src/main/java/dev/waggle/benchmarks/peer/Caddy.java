package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.peer.ConfiguredPeer.Start;
import java.util.List;
import java.util.Map;

/** Caddy on one core of Go's scheduler. */
final class Caddy {
    private static final String CONFIGURATION =
            """
            {
              admin off
              auto_https off
              servers {
                protocols h1 h2
              }
            }
            https://HOST:PORT {
              bind 127.0.0.1
              tls CHAIN KEY {
                protocols tls1.3 tls1.3
                curves x25519
              }
              LOG
              encode {
                gzip LEVEL
                minimum_length 1024
              }
              handle /bench.Echo/* {
                reverse_proxy h2c://GRPC
              }
              handle /echo/* {
                reverse_proxy ECHO
              }
              handle {
                reverse_proxy HTTP {
                  transport http {
                    keepalive 600s
                    keepalive_idle_conns 1024
                    keepalive_idle_conns_per_host 1024
                    compression off
                  }
                }
              }
            }
            """;

    private final List<String> program;

    Caddy(List<String> program) {
        this.program = List.copyOf(program);
    }

    Start prepare(Site site, String name, int port, boolean accessLog) {
        String text =
                Template.fill(CONFIGURATION, site, name, port)
                        .replace("LOG", accessLog ? "log {\n output stdout\n }" : "");
        String home = site.subfolder(name + "-home").toString();
        return new Start(
                Installation.append(
                        program,
                        "run",
                        "--adapter",
                        "caddyfile",
                        "--config",
                        site.file(name + ".caddyfile", text).toString()),
                Map.of("GOMAXPROCS", "1", "HOME", home, "XDG_DATA_HOME", home));
    }
}
