package dev.waggle.proxy.real.load;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.real.SwarmCluster;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * nginx in front of the first service, with a configuration that is made anew from the addresses of
 * its tasks every five seconds, as generators of configurations do.
 */
final class NginxControl implements AutoCloseable {
    private static final String STACK = "control";
    private static final int PORT = 8443;
    private static final int PER_SECOND = 500;

    private static final String GENERATOR =
            """
            generate() {
              servers=$(nslookup tasks.load_shop 2>/dev/null | sed -n 's/^Address: *\\([0-9.]*\\)$/server \\1:8080;/p' | sort)
              [ -n "$servers" ] || return 1
              cat >/tmp/new.conf <<END
            worker_processes 1;
            pid /tmp/nginx.pid;
            events { worker_connections 4096; }
            http {
              access_log off;
              client_body_temp_path /tmp/body;
              proxy_temp_path /tmp/proxied;
              keepalive_requests 1000000;
              upstream tasks { $servers
                keepalive 64; }
              server {
                listen 8443 ssl http2;
                ssl_certificate /control.crt;
                ssl_certificate_key /control.key;
                location / {
                  proxy_pass http://tasks;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host \\$host;
                }
              }
            }
            END
              cmp -s /tmp/new.conf /tmp/nginx.conf && return 1
              mv /tmp/new.conf /tmp/nginx.conf
            }
            until generate; do sleep 1; done
            /usr/sbin/nginx -e /dev/stderr -c /tmp/nginx.conf
            while sleep 5; do generate && /usr/sbin/nginx -e /dev/stderr -c /tmp/nginx.conf -s reload; done
            """;

    private final SwarmCluster swarm;
    private final Path certificate;

    private NginxControl(SwarmCluster swarm, Path certificate) {
        this.swarm = swarm;
        this.certificate = certificate;
    }

    /** Starts it, and waits until it serves. */
    static NginxControl start(SwarmCluster swarm) {
        Path certificate = swarm.file("control.crt", "");
        Path key = swarm.file("control.key", "");
        Command.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days=2",
                        "-subj=/CN=control",
                        "-addext=subjectAltName=DNS:" + LoadedServices.HOST,
                        "-out=" + certificate,
                        "-keyout=" + key)
                .output();
        NginxControl control = new NginxControl(swarm, certificate);
        swarm.deploy(STACK, control.stackFile(key));
        LoadedServices.slowly("nginx serves", control::serves);
        return control;
    }

    private String stackFile(Path key) {
        return """
        version: "3.8"
        services:
          nginx:
            image: %s
            command: [/bin/busybox, sh, /generate.sh]
            networks: [web]
            ports: [{target: %d, published: %d, mode: host}]
            configs:
              - {source: generate, target: /generate.sh}
              - {source: certificate, target: /control.crt}
              - {source: key, target: /control.key}
            deploy: {placement: {constraints: [node.role == manager]}}
        configs:
          generate: {file: %s}
          certificate: {file: %s}
          key: {file: %s}
        networks:
          web: {external: true}
        """
                .formatted(
                        swarm.images().nginx(),
                        PORT,
                        PORT,
                        swarm.file("generate.sh", GENERATOR),
                        certificate,
                        key);
    }

    private boolean serves() {
        String host = LoadedServices.HOST;
        return swarm.client(
                                "curl",
                                "--silent",
                                "--fail",
                                "--max-time",
                                "5",
                                "--cacert",
                                certificate.toString(),
                                "--connect-to",
                                "::" + swarm.manager().address() + ":" + PORT,
                                "https://" + host + "/work/1")
                        .run()
                        .status()
                == 0;
    }

    /** Requests to it, without streams, which it would not end in order in any case. */
    Target target() {
        return new Target(
                new InetSocketAddress(swarm.manager().address(), PORT),
                certificate,
                List.of(LoadedServices.HOST),
                PER_SECOND,
                0,
                0);
    }

    @Override
    public void close() {
        swarm.dismiss(STACK);
    }
}
