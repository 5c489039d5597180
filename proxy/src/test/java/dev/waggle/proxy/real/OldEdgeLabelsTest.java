package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every label of the old edge, as stacks carry it, with the bytes that the task receives. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OldEdgeLabelsTest {
    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final UpstreamStack stack;

    OldEdgeLabelsTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
        this.stack =
                new UpstreamStack(swarm, "old")
                        .service(
                                "blog",
                                swarm.images().recorder(),
                                "networks: [web]\nlabels: [domain.automation.signal=SIGHUP]\n",
                                "Routing-Host=blog.example.test",
                                "ROUTING-PORT=8080",
                                "routing-extra-hosts=www.blog.example.test, old.blog.example.test",
                                "prometheus-job=blogs",
                                "prometheus-port=8081")
                        .recorder(
                                "github",
                                "routing-host=tools.example.test",
                                "routing-port=8080",
                                "routing-context=/github")
                        .recorder(
                                "webhook",
                                "routing-host=tools.example.test",
                                "routing-port=8080",
                                "routing-context=/webhook",
                                "routing-internal-context=/app",
                                "routing-max-body=10m",
                                "routing.endless.host=endless.example.test",
                                "routing.endless.port=8080",
                                "routing.endless.max-body=0")
                        .recorder(
                                "kibana",
                                "routing-host=kibana.example.test",
                                "routing-port=8080",
                                "routing-auth=/run/secrets/htpasswd",
                                "routing-auth-realm=Logs of the house",
                                "routing.plain.host=norealm.example.test",
                                "routing.plain.port=8080",
                                "routing.plain.auth=/run/secrets/htpasswd",
                                "routing.lost.host=lost.example.test",
                                "routing.lost.port=8080",
                                "routing.lost.auth=/run/secrets/lost");
        addRegistry();
    }

    /** A task that speaks TLS only, with a certificate for one name. */
    private void addRegistry() {
        TaskAuthority.Pair pair = edge.taskAuthority().sign("registry.example.test");
        stack.config("registry-key", pair.key())
                .config("registry-crt", pair.certificate())
                .config(
                        "registry-nginx",
                        swarm.file(
                                "registry.conf",
                                """
                                events {}
                                http {
                                  access_log off;
                                  server {
                                    listen 8443 ssl;
                                    ssl_certificate /pair.crt;
                                    ssl_certificate_key /pair.key;
                                    location / {
                                      return 200 "tls for $ssl_server_name: $request_uri";
                                    }
                                  }
                                }
                                """))
                .service(
                        "registry",
                        swarm.images().nginx(),
                        """
                        command: [/usr/sbin/nginx, -e, /dev/stderr, -g, daemon off;, -c, /nginx.conf]
                        networks: [web]
                        configs:
                          - {source: registry-nginx, target: /nginx.conf}
                          - {source: registry-key, target: /pair.key}
                          - {source: registry-crt, target: /pair.crt}
                        """,
                        "routing-host=registry.example.test",
                        "routing-port=8443",
                        "routing-on-https=true",
                        "routing.wrong.host=wrong.example.test",
                        "routing.wrong.port=8443",
                        "routing.wrong.on-https=verify",
                        "routing.named.host=named.example.test",
                        "routing.named.port=8443",
                        "routing.named.on-https=true",
                        "routing.named.upstream-name=registry.example.test",
                        "routing.anyway.host=anyway.example.test",
                        "routing.anyway.port=8443",
                        "routing.anyway.on-https=insecure");
    }

    @BeforeAll
    void deploy() {
        stack.deploy();
        edge.awaitEndpoints("blog.example.test", 1);
        edge.awaitEndpoints("tools.example.test", 2);
        edge.awaitEndpoints("kibana.example.test", 1);
        edge.awaitEndpoints("registry.example.test", 1);
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
    }

    @Nested
    class RoutingHostAndPort {
        @Test
        void areFoundInAnyCaseAndTheTaskReceivesTheRequestWithTheIdentityOfTheClient() {
            RecordedRequest request =
                    edge.received("https://blog.example.test/a/b?c=d", "--user-agent", "probe/1");
            assertThat(request.bytes())
                    .isEqualTo(
                            """
                            GET /a/b?c=d&echo HTTP/1.1
                            Host: blog.example.test
                            user-agent: probe/1
                            accept: */*
                            X-Forwarded-For: 198.18.0.254
                            X-Forwarded-Proto: https
                            X-Forwarded-Host: blog.example.test
                            X-Forwarded-Port: 443
                            X-Real-IP: 198.18.0.254

                            """
                                    .replace("\n", "\r\n"));
        }

        @Test
        void plainHttpIsRedirectedAndKeepsTheMethodOfAPost() {
            Answer get = edge.ask("http://blog.example.test/a%2Fb?c");
            assertThat(get.status()).isEqualTo(301);
            assertThat(get.first("location")).isEqualTo("https://blog.example.test/a%2Fb?c");
            assertThat(edge.ask("http://blog.example.test/", "--data", "x").status())
                    .isEqualTo(308);
        }
    }

    @Nested
    class RoutingContext {
        @Test
        void isStripped() {
            RecordedRequest request = edge.received("https://tools.example.test/github/x?a=1");
            assertThat(request.line()).isEqualTo("GET /x?a=1&echo HTTP/1.1");
            assertThat(request.field("x-forwarded-prefix")).containsExactly("/github");
        }

        @Test
        void matchesOnSegmentBoundariesOnly() {
            assertThat(edge.ask("https://tools.example.test/githubx").status()).isEqualTo(404);
            assertThat(edge.ask("https://tools.example.test/").status()).isEqualTo(404);
            assertThat(edge.ask("https://tools.example.test/GitHub/x").status()).isEqualTo(404);
        }

        @Test
        void withoutItsSlashIsRedirected() {
            Answer get = edge.ask("https://tools.example.test/github?a=1");
            assertThat(get.status()).isEqualTo(301);
            assertThat(get.first("location")).isEqualTo("/github/?a=1");
            Answer post = edge.ask("https://tools.example.test/github", "--data", "x");
            assertThat(post.status()).isEqualTo(308);
            assertThat(post.first("location")).isEqualTo("/github/");
        }
    }

    @Test
    void routingInternalContextTakesThePlaceOfTheContext() {
        RecordedRequest request =
                edge.received(
                        "https://tools.example.test/webhook/docker",
                        "--header",
                        "X-GitHub-Event: push",
                        "--header",
                        "X-Hub-Signature: sha1=abc",
                        "--data",
                        "{\"a\": 1}");
        assertThat(request.line()).isEqualTo("POST /app/docker?echo HTTP/1.1");
        assertThat(request.field("x-github-event")).containsExactly("push");
        assertThat(request.field("x-hub-signature")).containsExactly("sha1=abc");
        assertThat(request.afterHead()).isEqualTo("{\"a\": 1}");
    }

    @Nested
    class RoutingMaxBody {
        @Test
        void isOneMebibyteWithoutALabel() {
            assertThat(uploadOf(1 << 20, "https://blog.example.test/")).isEqualTo(200);
            assertThat(uploadOf((1 << 20) + 1, "https://blog.example.test/")).isEqualTo(413);
        }

        @Test
        void isWhatTheLabelSays() {
            assertThat(uploadOf(9_000_000, "https://tools.example.test/webhook/x")).isEqualTo(200);
            assertThat(uploadOf(11_000_000, "https://tools.example.test/webhook/x")).isEqualTo(413);
        }

        @Test
        void holdsForBodiesWithoutALengthToo() {
            assertThat(
                            uploadOf(
                                    1_200_000,
                                    "https://blog.example.test/",
                                    "--header",
                                    "Transfer-Encoding: chunked"))
                    .isEqualTo(413);
        }

        @Test
        void holdsForHttp2() {
            String frames =
                    swarm.client(
                                    "nghttp",
                                    "--verbose",
                                    "--no-verify-peer",
                                    "--data=" + fileOf(1_200_000),
                                    "--header=:authority: blog.example.test",
                                    "https://" + edge.address() + "/")
                            .output();
            assertThat(frames).contains(":status: 413");
        }

        @Test
        void isNoLimitWithZero() {
            assertThat(uploadOf(30_000_000, "https://endless.example.test/")).isEqualTo(200);
        }
    }

    /** Over HTTP/1.1: this curl may lose an early answer on HTTP/2, as that ends in a reset. */
    private int uploadOf(int bytes, String url, String... options) {
        List<String> all = new ArrayList<>(List.of("--http1.1", "--upload-file", fileOf(bytes)));
        all.addAll(List.of(options));
        return edge.ask(url, all.toArray(String[]::new)).status();
    }

    private String fileOf(int bytes) {
        return swarm.file("body-" + bytes, new byte[bytes]).toString();
    }

    @Nested
    class RoutingAuth {
        @Test
        void asksForAPasswordWithTheRealmOfTheLabel() {
            Answer answer = edge.ask("https://kibana.example.test/");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.first("www-authenticate")).contains("realm=\"Logs of the house\"");
        }

        @Test
        void takesTheNameOfTheServiceForARealmThatNobodyNamed() {
            assertThat(edge.ask("https://norealm.example.test/").first("www-authenticate"))
                    .contains("realm=\"old_kibana\"");
        }

        @Test
        void letsThoseInWhomTheSecretKnowsAndNobodyElse() {
            String url = "https://kibana.example.test/app";
            assertThat(edge.ask(url, "--user", DeployedEdge.USER).status()).isEqualTo(200);
            assertThat(edge.ask(url, "--user", "ada:wrong").status()).isEqualTo(401);
            assertThat(edge.ask(url, "--user", "eve:correct horse").status()).isEqualTo(401);
        }

        @Test
        void closesTheRouteWhenTheFileIsMissing() {
            String url = "https://lost.example.test/";
            assertThat(edge.ask(url).status()).isEqualTo(403);
            assertThat(edge.ask(url, "--user", DeployedEdge.USER).status()).isEqualTo(403);
            Eventually.holds(
                    "the missing file is a problem",
                    Duration.ofSeconds(10),
                    () -> edge.admin("/api/problems").contains("/run/secrets/lost"),
                    () -> edge.admin("/api/problems"));
        }
    }

    @Test
    void routingExtraHostsGetACertificateAndTheRedirectAndNothingElse() {
        for (String host : new String[] {"www.blog.example.test", "old.blog.example.test"}) {
            Answer answer = edge.ask("https://" + host + "/");
            assertThat(answer.exit()).as("the certificate of " + host).isZero();
            assertThat(answer.status()).isEqualTo(404);
            assertThat(edge.ask("http://" + host + "/x").first("location"))
                    .isEqualTo("https://" + host + "/x");
        }
    }

    @Nested
    class RoutingOnHttps {
        @Test
        void trueSpeaksTlsAndVerifiesTheTaskByTheConfiguredAuthority() {
            assertThat(edge.ask("https://registry.example.test/v2/").body())
                    .isEqualTo("tls for registry.example.test: /v2/");
        }

        @Test
        void insecureAsksForNoProof() {
            assertThat(edge.ask("https://anyway.example.test/v2/").body())
                    .isEqualTo("tls for anyway.example.test: /v2/");
        }

        @Test
        void theVerifiedNameMayBeAnother() {
            assertThat(edge.ask("https://named.example.test/").body())
                    .isEqualTo("tls for registry.example.test: /");
        }

        @Test
        void aTaskThatCannotProveItsNameIsNotAskedAndTheProblemSuggestsInsecure() {
            assertThat(edge.ask("https://wrong.example.test/").status()).isEqualTo(502);
            edge.awaitProblem("old_registry", "routing.wrong.on-https \\| .*insecure.*");
        }
    }

    @Test
    void prometheusLabelsAndTheSignalOfTheOldAutomationAreNoProblem() {
        assertThat(edge.problems("old_blog")).isEmpty();
    }
}
