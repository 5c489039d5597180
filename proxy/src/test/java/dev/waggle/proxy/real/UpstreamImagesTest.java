package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The upstreams that stand behind the edge: each starts, and answers on both nodes. */
@OnSwarm
class UpstreamImagesTest {
    private final SwarmCluster swarm;

    UpstreamImagesTest(SwarmCluster swarm) {
        this.swarm = swarm;
    }

    @AfterEach
    void removeStack() {
        swarm.remove("upstreams");
    }

    @Test
    void pythonNginxAndTheRecorderAnswer() {
        swarm.deploy(
                "upstreams",
                """
                version: "3.8"
                services:
                  python:
                    image: %s
                    command: ["python3", "-m", "http.server", "--directory", "/etc", "8001"]
                    ports: [{target: 8001, published: 8001, mode: host}]
                    deploy: {mode: global}
                    stop_grace_period: 0s
                  nginx:
                    image: %s
                    entrypoint: ["/usr/sbin/nginx", "-e", "/dev/stderr", "-g"]
                    command: ["daemon off;", "-c", "/etc/nginx/nginx.conf"]
                    configs: [{source: nginx, target: /etc/nginx/nginx.conf}]
                    ports: [{target: 8002, published: 8002, mode: host}]
                    deploy: {mode: global}
                    stop_grace_period: 0s
                  recorder:
                    image: %s
                    ports:
                      - {target: 8080, published: 8080, mode: host}
                      - {target: 8081, published: 8081, mode: host}
                    deploy: {mode: global}
                    stop_grace_period: 0s
                configs:
                  nginx: {file: %s}
                """
                        .formatted(
                                swarm.images().python(),
                                swarm.images().nginx(),
                                swarm.images().recorder(),
                                nginxConfiguration()));
        swarm.awaitRunning("upstreams_python", 2);
        swarm.awaitRunning("upstreams_nginx", 2);
        swarm.awaitRunning("upstreams_recorder", 2);

        assertThat(fetch("http://198.18.0.1:8001/group")).contains("nonroot");
        assertThat(fetch("http://198.18.0.2:8001/group")).contains("nonroot");
        assertThat(fetch("http://198.18.0.2:8002/")).isEqualTo("hello from nginx");
        assertThat(fetch("http://198.18.0.2:8080/x?body=5")).isEqualTo("abcde");
        assertThat(fetch("http://198.18.0.2:8081/requests/last"))
                .startsWith("GET /x?body=5 HTTP/1.1\r\nHost: 198.18.0.2:8080\r\n");
    }

    private String fetch(String url) {
        Command fetch = swarm.client("curl", "-sS", "--max-time", "2", url);
        Eventually.holds(
                url + " answers",
                Duration.ofSeconds(10),
                () -> fetch.run().status() == 0,
                () -> fetch.run().errors() + swarm.logs("upstreams_nginx"));
        return fetch.output();
    }

    private String nginxConfiguration() {
        return swarm.file(
                        "nginx.conf",
                        """
                        events {}
                        http {
                          access_log off;
                          server {
                            listen 8002;
                            location / { return 200 'hello from nginx'; }
                          }
                        }
                        """)
                .toString();
    }
}
