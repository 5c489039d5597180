package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ForwardingTest extends DataPathTest {
    private String forwarded(String target, String fields) {
        Wire client =
                path.client()
                        .send(
                                "GET "
                                        + target
                                        + " HTTP/1.1\r\nHost: a.example\r\n"
                                        + fields
                                        + "\r\n");
        Wire upstream = task.accept();
        String head = upstream.head();
        upstream.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        client.message();
        return head;
    }

    @Test
    void theTaskSeesTheseBytesAndNoOthers() {
        assertThat(forwarded("/a%2Fb//C?x=%20y", "Accept: */*\r\n"))
                .isEqualTo(
                        "GET /a%2Fb//C?x=%20y HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n"
                                + "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
                                + "X-Forwarded-Host: a.example\r\nX-Forwarded-Port: 80\r\n"
                                + "X-Real-IP: 127.0.0.1\r\n\r\n");
    }

    @Test
    void hopByHopFieldsAndThoseThatConnectionNamesEndHere() {
        assertThat(
                        forwarded(
                                "/",
                                "Connection: keep-alive, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: 5\r\n"
                                        + "Proxy-Connection: x\r\nTE: trailers\r\nX-Kept: 2\r\n"))
                .doesNotContainIgnoringCase("mine")
                .doesNotContainIgnoringCase("keep-alive")
                .doesNotContainIgnoringCase("proxy-")
                .doesNotContain("TE:")
                .contains("X-Kept: 2\r\n");
    }

    @Test
    void whatAClientSaysOfItselfIsNotBelieved() {
        String head =
                forwarded(
                        "/",
                        "X-Forwarded-For: 6.6.6.6\r\nx-forwarded-proto: https\r\n"
                                + "X_Forwarded_For: 6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\n"
                                + "Forwarded: for=6.6.6.6\r\nX-Forwarded-Server: evil\r\n");
        assertThat(head)
                .doesNotContain("6.6.6.6")
                .doesNotContain("https")
                .doesNotContain("evil")
                .containsOnlyOnce("X-Forwarded-For: 127.0.0.1\r\n");
    }

    @Test
    void behindATrustedProxyTheRightMostUntrustedAddressIsTheClient() {
        path.peersAreTrusted = true;
        assertThat(forwarded("/", "X-Forwarded-For: 6.6.6.6, 10.9.8.7, 127.0.0.3\r\n"))
                .contains("X-Real-IP: 10.9.8.7\r\n");
    }

    @Test
    void theContextIsStrippedAndTheInternalOneStandsInItsPlace() {
        path.publish(Routes.below("/webhook", "/app", task.endpoint()));
        assertThat(forwarded("/webhook/docker?a=1", ""))
                .startsWith("GET /app/docker?a=1 HTTP/1.1\r\n")
                .contains("X-Forwarded-Prefix: /webhook\r\n");
        path.publish(Routes.below("/github", "/", task.endpoint()));
        assertThat(forwarded("/github/x?a=1", "")).startsWith("GET /x?a=1 HTTP/1.1\r\n");
    }

    @Test
    void theBareContextIsRedirectedBelowItself() {
        path.publish(Routes.below("/github", "/", task.endpoint()));
        Wire client = path.client().send(get("/github?a=1"));
        assertThat(client.message())
                .startsWith("HTTP/1.1 301 ")
                .contains("Location: /github/?a=1\r\n");
        client.send("POST /github HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n\r\n");
        assertThat(client.message()).startsWith("HTTP/1.1 308 ");
    }

    @Test
    void aPathThatLeavesItsContextIsRefusedAlsoWhereNobodyIsNextDoor() {
        path.publish(Routes.below("/in", "/", task.endpoint()));
        assertThat(path.client().send(get("/in/%2e%2e/")).message()).startsWith("HTTP/1.1 400 ");
        assertThat(path.client().send(get("/in/../x")).message()).startsWith("HTTP/1.1 400 ");
        assertThat(path.client().send(get("/elsewhere/%2e%2e/")).message())
                .startsWith("HTTP/1.1 404 ");
    }

    @Test
    void localRepliesAreTextOrJsonAndBodilessForHead() {
        Wire client = path.client();
        client.send("GET / HTTP/1.1\r\nHost: b.example\r\nAccept: application/json\r\n\r\n");
        assertThat(client.message())
                .contains("Content-Type: application/json\r\n")
                .contains("{\"status\":404,");
        client.send("GET / HTTP/1.1\r\nHost: b.example\r\n\r\n");
        assertThat(client.message()).contains("Content-Type: text/plain").contains("404 Not Found");
        client.send("HEAD / HTTP/1.1\r\nHost: b.example\r\n\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 404 ").contains("Content-Length: ");
        client.send("TRACE / HTTP/1.1\r\nHost: a.example\r\n\r\n");
        assertThat(client.rest()).startsWith("HTTP/1.1 405 ").contains("Allow: ");
    }
}
