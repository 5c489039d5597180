package dev.waggle.proxy.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against stand-ins that answer as the documentation of Authelia, Authentik's proxy outpost and
 * oauth2-proxy says; the programs themselves are not run here.
 */
@ExtendWith(LeakCheck.class)
class ForwardAuthTest {
    private static final String YES = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String AUTHELIA = "/api/authz/forward-auth";
    private static final String OUTPOST = "/outpost.goauthentik.io/auth/traefik";
    private static final String OAUTH2_PROXY = "/oauth2/auth";

    // ---- Authelia ----

    @Test
    void autheliaIsAskedWithWhatTheRequestAsksForAndItsCookies() {
        try (StandIn auth = new StandIn(_ -> YES);
                StandIn task = task();
                Rig rig = rig(task, auth, AUTHELIA, "")) {
            rig.client()
                    .ask(
                            "DELETE /a%2Fb?x=1",
                            "Cookie: authelia_session=abc",
                            "Authorization: Bearer token",
                            "Accept: text/html",
                            "Content-Length: 0",
                            "X-Requested-With: XMLHttpRequest")
                    .message();

            List<String> lines = auth.lines();
            assertThat(lines.getFirst()).isEqualTo("GET " + AUTHELIA + " HTTP/1.1");
            assertThat(lines)
                    .contains(
                            "Host: 127.0.0.1:" + auth.port(),
                            "X-Forwarded-Method: DELETE",
                            "X-Forwarded-Proto: http",
                            "X-Forwarded-Host: a.example",
                            "X-Forwarded-Uri: /a%2Fb?x=1",
                            "X-Forwarded-For: 127.0.0.1",
                            "X-Real-IP: 127.0.0.1",
                            "X-Original-URL: http://a.example/a%2Fb?x=1",
                            "X-Original-Method: DELETE",
                            "Cookie: authelia_session=abc",
                            "Authorization: Bearer token",
                            "Accept: text/html",
                            "X-Requested-With: XMLHttpRequest")
                    .noneMatch(line -> line.startsWith("Content-Length"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void autheliaNamesTheUserAndNobodyElseCan() {
        String yes = StandIn.answer("200 OK", "", "Remote-User: john", "Remote-Groups: admins,dev");
        try (StandIn auth = new StandIn(_ -> yes);
                StandIn task = task();
                Rig rig = rig(task, auth, AUTHELIA, "Remote-User,Remote-Groups,Remote-Email")) {
            rig.client()
                    .ask(
                            "GET /",
                            "remote-user: root",
                            "Remote_User: root",
                            "Remote_Email: root@localhost",
                            "REMOTE-EMAIL: root@localhost")
                    .message();

            assertThat(task.lines())
                    .contains("Remote-User: john", "Remote-Groups: admins,dev")
                    .noneMatch(line -> line.contains("root"));
        }
    }

    @Test
    void autheliaSendsTheBrowserToItsPortal() {
        String no =
                StandIn.answer(
                        "302 Found",
                        "Found",
                        "Location: https://auth.example/?rd=https%3A%2F%2Fa.example",
                        "Set-Cookie: authelia_session=new; Secure",
                        "Connection: keep-alive",
                        "Content-Type: text/html");
        try (StandIn auth = new StandIn(_ -> no);
                StandIn task = task();
                Rig rig = rig(task, auth, AUTHELIA, "Remote-User")) {
            String answer = rig.client().ask("GET /").message();

            assertThat(answer)
                    .startsWith("HTTP/1.1 302 Found\r\n")
                    .contains("\r\nLocation: https://auth.example/?rd=https%3A%2F%2Fa.example\r\n")
                    .contains("\r\nSet-Cookie: authelia_session=new; Secure\r\n")
                    .contains("\r\nContent-Type: text/html\r\n")
                    .doesNotContain("keep-alive")
                    .endsWith("\r\n\r\nFound");
            assertThat(task.heardNothing()).isTrue();
        }
    }

    // ---- Authentik's outpost ----

    @Test
    void authentiksFieldsReachTheTaskAndThoseItDidNotSendAreTakenFromTheClient() {
        String yes =
                StandIn.answer(
                        "200 OK",
                        "ok",
                        "X-authentik-username: akadmin",
                        "X-authentik-groups: foo|bar|baz");
        String fields = "X-authentik-username,X-authentik-groups,X-authentik-jwt";
        try (StandIn auth = new StandIn(_ -> yes);
                StandIn task = task();
                Rig rig = rig(task, auth, OUTPOST, fields)) {
            rig.client().ask("GET /", "X-Authentik-Jwt: forged").message();

            assertThat(task.lines())
                    .contains("X-authentik-username: akadmin", "X-authentik-groups: foo|bar|baz")
                    .noneMatch(line -> line.contains("forged"));
        }
    }

    @Test
    void authentikBelievesOnlyUsAboutTheRequest() {
        try (StandIn auth = new StandIn(_ -> YES);
                StandIn task = task();
                Rig rig = rig(task, auth, OUTPOST, "")) {
            rig.client()
                    .ask(
                            "GET /admin",
                            "X-Forwarded-Uri: /public",
                            "X_Forwarded_Uri: /public",
                            "X-Forwarded-Host: evil.example",
                            "X-Forwarded-Method: OPTIONS",
                            "X-Original-URL: https://evil.example/public",
                            "X-Original-URI: /public",
                            "X-Forwarded-For: 10.1.1.1",
                            "Forwarded: for=10.1.1.1")
                    .message();

            assertThat(auth.lines())
                    .contains("X-Forwarded-Uri: /admin", "X-Forwarded-Method: GET")
                    .noneMatch(line -> line.contains("public") || line.contains("evil"))
                    .noneMatch(line -> line.contains("10.1.1.1") || line.contains("OPTIONS"));
        }
    }

    @Test
    void whatATrustedProxySaidOfTheClientIsToldOn() {
        try (StandIn auth = new StandIn(_ -> YES);
                StandIn task = task();
                Rig rig = Rig.trusting(task, labels(auth, OUTPOST, ""))) {
            rig.client()
                    .ask(
                            "GET /a",
                            "X-Forwarded-For: 203.0.113.9",
                            "X-Forwarded-Proto: https",
                            "X-Forwarded-Host: www.example")
                    .message();

            assertThat(auth.lines())
                    .contains(
                            "X-Forwarded-For: 203.0.113.9, 127.0.0.1",
                            "X-Real-IP: 203.0.113.9",
                            "X-Forwarded-Proto: https",
                            "X-Forwarded-Host: www.example",
                            "X-Original-URL: https://www.example/a");
        }
    }

    // ---- oauth2-proxy ----

    @Test
    void oauth2ProxysYesIs202AndRenewsItsCookie() {
        String yes =
                StandIn.answer(
                        "202 Accepted",
                        "Authenticated",
                        "X-Auth-Request-User: john",
                        "Set-Cookie: _oauth2_proxy=new; Path=/");
        try (StandIn auth = new StandIn(_ -> yes);
                StandIn task = task();
                Rig rig = rig(task, auth, OAUTH2_PROXY, "X-Auth-Request-User")) {
            String answer = rig.client().ask("GET /").message();

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\r\nSet-Cookie: _oauth2_proxy=new; Path=/\r\n")
                    .endsWith("\r\n\r\ntask");
            assertThat(task.lines()).contains("X-Auth-Request-User: john");
        }
    }

    @Test
    void oauth2ProxysNoGoesToTheClientAsItIs() {
        String no =
                StandIn.answer("401 Unauthorized", "Unauthorized\n", "WWW-Authenticate: Bearer");
        try (StandIn auth = new StandIn(_ -> no);
                StandIn task = task();
                Rig rig = rig(task, auth, OAUTH2_PROXY, "")) {
            Wire client = rig.client();

            assertThat(client.ask("GET /").message())
                    .startsWith("HTTP/1.1 401 ")
                    .contains("\r\nWWW-Authenticate: Bearer\r\n")
                    .endsWith("Unauthorized\n");
            assertThat(client.ask("HEAD /").head()).contains("Content-Length: 13");
            assertThat(client.ask("GET /").message()).endsWith("Unauthorized\n");
            assertThat(task.heardNothing()).isTrue();
        }
    }

    // ---- bodies, tunnels, connections ----

    @Test
    void aLargeBodyWaitsForTheAnswerAndIsNotPartOfTheQuestion() throws InterruptedException {
        int length = 900_000;
        CountDownLatch answered = new CountDownLatch(1);
        try (StandIn auth = new StandIn(_ -> yesAfter(answered));
                StandIn task = task();
                Rig rig = rig(task, auth, AUTHELIA, "")) {
            Wire client = rig.client();
            Thread upload =
                    Thread.ofVirtual()
                            .start(() ->
                                    client.ask("POST /", "Content-Length: " + length)
                                            .send("x".repeat(length)));
            assertThat(auth.head()).doesNotContain("Content-Length");
            assertThat(task.heardNothing()).isTrue();

            answered.countDown();

            assertThat(client.message()).endsWith("task");
            assertThat(task.head()).contains("Content-Length: " + length);
            assertThat(task.bodyBytes()).isEqualTo(length);
            assertThat(auth.bodyBytes()).isZero();
            upload.join();
        }
    }

    private static String yesAfter(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS) ? YES : "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWebSocketIsAskedAboutLikeAnythingElseAndThenRuns() {
        String switching =
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        try (StandIn auth = new StandIn(_ -> YES);
                StandIn task = new StandIn(_ -> switching);
                Rig rig = rig(task, auth, AUTHELIA, "")) {
            Wire client = rig.client();
            client.ask("GET /ws", "Connection: Upgrade", "Upgrade: websocket");

            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            assertThat(client.send("echo").read(4)).isEqualTo("echo");
            assertThat(auth.lines())
                    .contains("X-Forwarded-Uri: /ws")
                    .noneMatch(line -> line.startsWith("Upgrade") || line.startsWith("Connection"));
        }
    }

    @Test
    void questionsShareAConnection() {
        try (StandIn auth = new StandIn(_ -> YES);
                StandIn task = task();
                Rig rig = rig(task, auth, AUTHELIA, "")) {
            Wire client = rig.client();
            for (int i = 0; i < 5; i++) {
                assertThat(client.ask("GET /" + i).message()).endsWith("task");
                assertThat(auth.head()).contains("X-Forwarded-Uri: /" + i);
            }
            assertThat(auth.connections()).isEqualTo(1);
        }
    }

    @Test
    void conditionsAndRangesAreNotAskedAboutAndReachTheTask() {
        try (StandIn auth = new StandIn(_ -> YES);
                StandIn task = task();
                Rig rig = rig(task, auth, AUTHELIA, "")) {
            rig.client().ask("GET /", "If-None-Match: \"a\"", "Range: bytes=0-1").message();

            assertThat(auth.head()).doesNotContain("If-None-Match").doesNotContain("Range");
            assertThat(task.lines()).contains("If-None-Match: \"a\"", "Range: bytes=0-1");
        }
    }

    @Test
    void aClientThatLeavesMeanwhileLeavesNothingBehind() {
        try (StandIn auth = new StandIn(_ -> "");
                StandIn task = task();
                Rig rig = rig(task, auth, AUTHELIA, "")) {
            Wire client = rig.client();
            client.ask("GET /");
            auth.head();

            client.hangUp();

            rig.awaitQuiet();
            assertThat(task.heardNothing()).isTrue();
        }
    }

    // ---- no answer is a no ----

    @Test
    void aServiceThatCannotBeReachedClosesTheRoute() {
        try (StandIn task = task();
                Rig rig =
                        Rig.plain(
                                task,
                                "forward-auth",
                                "http://127.0.0.1:" + unusedPort() + AUTHELIA)) {
            assertThat(rig.client().ask("GET /").message())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("\r\nRetry-After: ");
            assertThat(task.heardNothing()).isTrue();
        }
    }

    @Test
    void aServiceThatDoesNotAnswerClosesTheRoute() {
        try (StandIn auth = new StandIn(_ -> "");
                StandIn task = task();
                Rig rig = rig(task, auth, AUTHELIA, "")) {
            Wire client = rig.client().ask("GET /");
            auth.head();

            rig.advance(11);

            assertThat(client.message()).startsWith("HTTP/1.1 504 ");
            assertThat(task.heardNothing()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                "220 smtp.example ESMTP\r\n\r\n",
            })
    void anAnswerThatIsNoneClosesTheRoute(String answer) {
        try (StandIn auth = new StandIn(_ -> answer);
                StandIn task = task();
                Rig rig = rig(task, auth, AUTHELIA, "")) {
            assertThat(rig.client().ask("GET /").message()).startsWith("HTTP/1.1 503 ");
            assertThat(task.heardNothing()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 400, 403, 404, 429, 500, 502})
    void everythingButAYesIsANo(int status) {
        String no = "HTTP/1.1 " + status + " No\r\nX-Why: because\r\nContent-Length: 0\r\n\r\n";
        try (StandIn auth = new StandIn(_ -> no);
                StandIn task = task();
                Rig rig = rig(task, auth, AUTHELIA, "")) {
            assertThat(rig.client().ask("GET /").head())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("\r\nX-Why: because\r\n");
            assertThat(task.heardNothing()).isTrue();
        }
    }

    @Test
    void aNoThatIsTooLongToHoldIsStillANo() {
        int length = 100_000;
        String no =
                "HTTP/1.1 403 No\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length);
        try (StandIn auth = new StandIn(_ -> no);
                StandIn task = task();
                Rig rig = rig(task, auth, AUTHELIA, "")) {
            Wire client = rig.client();
            assertThat(client.ask("GET /").message()).startsWith("HTTP/1.1 502 ");
            assertThat(client.ask("GET /").message()).startsWith("HTTP/1.1 502 ");
            assertThat(task.heardNothing()).isTrue();
        }
    }

    @Test
    void aNoThatBreaksOffIsStillANo() {
        String half = "HTTP/1.1 403 No\r\nContent-Length: 10\r\n\r\nhalf";
        try (StandIn auth = new StandIn(_ -> half);
                StandIn task = task();
                Rig rig = rig(task, auth, AUTHELIA, "")) {
            Wire client = rig.client().ask("GET /");
            auth.head();

            auth.hangUp();

            assertThat(client.message()).startsWith("HTTP/1.1 503 ");
            assertThat(task.heardNothing()).isTrue();
        }
    }

    @Test
    void theRoutesOwnFieldsAreOnTheAnswerOfTheServiceToo() {
        String no = "HTTP/1.1 403 No\r\nServer: auth\r\nContent-Length: 0\r\n\r\n";
        try (StandIn auth = new StandIn(_ -> no);
                StandIn task = task();
                Rig rig =
                        Rig.https(
                                task,
                                "forward-auth",
                                "http://127.0.0.1:" + auth.port(),
                                "response-header.Server",
                                "",
                                "hsts",
                                "1d")) {
            assertThat(rig.client().ask("GET /").head())
                    .contains("\r\nStrict-Transport-Security: max-age=86400\r\n")
                    .doesNotContain("Server");
            assertThat(auth.lines()).contains("X-Forwarded-Proto: https", "X-Forwarded-Port: 443");
        }
    }

    private static StandIn task() {
        return new StandIn(head ->
                head.startsWith("HEAD")
                        ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
                        : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntask");
    }

    private static Rig rig(StandIn task, StandIn auth, String path, String fields) {
        return Rig.plain(task, labels(auth, path, fields));
    }

    private static String[] labels(StandIn auth, String path, String fields) {
        String url = "http://127.0.0.1:" + auth.port() + path;
        return fields.isEmpty()
                ? new String[] {"forward-auth", url}
                : new String[] {"forward-auth", url, "forward-auth-headers", fields};
    }

    private static int unusedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
