package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.peer.ConfiguredPeer.Start;
import java.util.List;

/** HAProxy with one thread, and connections to its servers shared and kept. */
final class Haproxy {
    private static final String CONFIGURATION =
            """
            global
              nbthread 1
              maxconn 9000
              log stdout format raw local0
              tune.comp.maxlevel LEVEL
              ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256
            defaults
              mode http
              LOG
              timeout connect 5s
              timeout client 600s
              timeout server 600s
              timeout http-keep-alive 600s
              timeout tunnel 600s
            frontend edge
              bind 127.0.0.1:PORT ssl crt BOTH alpn h2,http/1.1 ssl-min-ver TLSv1.3 curves X25519 backlog 4096
              option forwardfor
              http-request set-header X-Forwarded-Proto https
              http-request set-header X-Forwarded-Host %[req.hdr(host)]
              use_backend grpc if { path_beg /bench.Echo/ }
              use_backend echo if { path_beg /echo/ }
              default_backend tasks
            backend tasks
              http-reuse always
              compression algo gzip
              compression type application/json
              server task HTTP pool-max-conn 1024 pool-purge-delay 600s
            backend grpc
              http-reuse always
              server task GRPC proto h2 pool-max-conn 1024 pool-purge-delay 600s
            backend echo
              server task ECHO
            """;

    private final List<String> program;

    Haproxy(List<String> program) {
        this.program = List.copyOf(program);
    }

    Start prepare(Site site, String name, int port, boolean accessLog) {
        String text =
                Template.fill(CONFIGURATION, site, name, port)
                        .replace("LOG", accessLog ? "log global\n  option httplog" : "no log");
        return new Start(
                Installation.append(
                        program, "-db", "-f", site.file(name + ".cfg", text).toString()));
    }
}
