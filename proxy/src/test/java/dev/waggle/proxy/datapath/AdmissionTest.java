package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.AddressRange;
import dev.waggle.routing.Admission;
import dev.waggle.routing.RateLimit;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Routes that do not take everyone, or not as many requests as come. */
final class AdmissionTest extends DataPathTest {
    private static final String CLOSING =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    private static final RateLimit.By ADDRESS = new RateLimit.By.Address();

    private void publish(Admission admission) {
        path.publish(Routes.admitting(admission, task.endpoint()));
    }

    private static Admission from(String... ranges) {
        List<AddressRange> parsed =
                Arrays.stream(ranges).map(it -> AddressRange.parse(it).orElseThrow()).toList();
        return new Admission(parsed, null, 0);
    }

    private static Admission limited(int requests, int burst, RateLimit.By by) {
        return new Admission(
                List.of(), new RateLimit(requests, Duration.ofSeconds(1), burst, by), 0);
    }

    private static String forwarded(String client) {
        return "GET / HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: " + client + "\r\n\r\n";
    }

    private static String withKey(String key) {
        return "GET / HTTP/1.1\r\nHost: a.example\r\nX-Key: " + key + "\r\n\r\n";
    }

    @Test
    void aClientThatIsListedPasses() {
        publish(from("10.0.0.0/8", "127.0.0.1"));
        serve(GET);
    }

    @Test
    void anotherClientIsRefusedAndNoTaskHearsOfIt() {
        publish(from("10.0.0.0/8", "2001:db8::/32"));
        assertThat(path.client().send(GET).head()).startsWith("HTTP/1.1 403 ");
        assertThat(path.finished()).isEqualTo("403 allow-from");
    }

    @Test
    void theClientBehindATrustedProxyCounts() {
        path.peersAreTrusted = true;
        publish(from("192.0.2.0/24"));
        assertThat(path.client().send(forwarded("198.51.100.7")).head()).startsWith("HTTP/1.1 403");
        serve(forwarded("192.0.2.7"));
    }

    @Test
    void anAddressThatHidesItsClientsIsNeverAllowed() {
        path.peersAreTrusted = true;
        publish(from("0.0.0.0/0"));
        assertThat(path.client().send(forwarded("100.64.0.1")).head()).startsWith("HTTP/1.1 403 ");
        assertThat(path.finished()).isEqualTo("403 client-address-hidden");
    }

    @Test
    void aPreflightIsRefusedLikeAnyOtherRequest() {
        publish(from("10.0.0.0/8"));
        String preflight =
                "OPTIONS / HTTP/1.1\r\nHost: a.example\r\nOrigin: https://b.example\r\n"
                        + "Access-Control-Request-Method: GET\r\n\r\n";
        assertThat(path.client().send(preflight).head()).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBack() {
        path.peersAreTrusted = true;
        publish(limited(1, 2, ADDRESS));
        String ask = forwarded("192.0.2.7");
        serve(ask);
        serve(ask);
        String refusal = path.client().send(ask).head();
        assertThat(refusal).startsWith("HTTP/1.1 429 ").contains("\r\nRetry-After: 1\r\n");

        serve(forwarded("192.0.2.8"));
        path.advance(1000);
        serve(ask);
        assertThat(path.client().send(ask).head()).startsWith("HTTP/1.1 429 ");
    }

    @Test
    void theValueOfAFieldMayMakeTheClient() {
        publish(limited(1, 1, new RateLimit.By.Header("x-key")));
        serve(withKey("one"));
        serve(withKey("two"));
        assertThat(path.client().send(withKey("one")).head()).startsWith("HTTP/1.1 429 ");
        serve(GET);
        assertThat(path.client().send(GET).head()).startsWith("HTTP/1.1 429 ");
    }

    @Test
    void aRouteWorksOnNoMoreThanItsLimitAndAPlaceComesBackHoweverAnExchangeEnds() {
        publish(new Admission(List.of(), null, 2));
        Wire answered = path.client().send(GET);
        Wire first = task.accept();
        first.head();
        Wire leaves = path.client().send(GET);
        task.accept().head();

        String refusal = path.client().send(GET).head();
        assertThat(refusal).startsWith("HTTP/1.1 503 ").contains("\r\nRetry-After: 1\r\n");
        assertThat(path.finished()).isEqualTo("503 in-flight-limit");

        first.send(OK);
        assertThat(answered.head()).startsWith("HTTP/1.1 200 ");
        leaves.close();
        path.awaitClients(2);
        Wire next = path.client().send(GET);
        first.head();
        first.send(OK);
        assertThat(next.head()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aTableThatComesBackFindsTheCountsOfItsRoutes() {
        publish(new Admission(List.of(), null, 1));
        Wire client = path.client().send(GET);
        Wire upstream = task.accept();
        upstream.head();
        path.admissions.routesAre(Set.of("web"));
        publish(new Admission(List.of(), null, 1));
        assertThat(path.client().send(GET).head()).startsWith("HTTP/1.1 503 ");
        upstream.send(OK);
        assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    }

    private void serve(String request) {
        Wire client = path.client().send(request);
        Wire upstream = task.accept();
        upstream.head();
        upstream.send(CLOSING);
        assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    }
}
