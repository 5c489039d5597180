package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Timeouts;
import dev.waggle.routing.UpstreamProtocol;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Streams of gRPC over which hours pass. What is watched is the task's end; the client speaks
 * HTTP/1.1, which gRPC does not, but whose bytes can be written down.
 */
final class GrpcStreamTest extends DataPathTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final String CANCEL = "\0\0\0\u0008";
    private static final String CALL =
            "POST /chat.Room/Talk HTTP/1.1\r\nHost: a.example\r\n"
                    + "Content-Type: application/grpc\r\nTransfer-Encoding: chunked\r\n\r\n";

    private void publish(Timeouts timeouts) {
        path.publish(Routes.patient(UpstreamProtocol.GRPC, timeouts, task.endpoint()));
    }

    /** As {@code routing-idle-timeout} makes them. */
    private static Timeouts idleFor(Duration idle) {
        Timeouts usual = Timeouts.DEFAULTS;
        return new Timeouts(usual.connect(), usual.response(), idle, idle);
    }

    private TaskStream open(Wire client) {
        client.send(CALL);
        TaskStream stream = new TaskStream(task);
        stream.answer();
        assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        return stream;
    }

    private void isCutWhenSilentFor(long millis, Wire client, TaskStream stream) {
        path.advance(millis - 1_000);
        assertThat(path.hasNothingFinished()).isTrue();
        path.advance(2_000);
        assertThat(path.finished()).isEqualTo("200 idle-timeout");
        assertThat(client.rest()).isEmpty();
        assertThat(stream.await(TaskStream.RST_STREAM)).isEqualTo(CANCEL);
    }

    @Test
    void aStreamStandsForADayWhileAMessageOfEitherSideComesWithinTheHour() {
        publish(Timeouts.DEFAULTS);
        Wire client = path.client();
        TaskStream stream = open(client);
        for (int i = 0; i < 13; i++) {
            path.advance(HOUR - MINUTE);
            stream.message("tick");
            client.readTo("tick\r\n");
            path.advance(HOUR - MINUTE);
            client.send("4\r\ntock\r\n");
            assertThat(stream.await(TaskStream.DATA)).isEqualTo("tock");
        }
        isCutWhenSilentFor(HOUR, client, stream);
    }

    @Test
    void theIdleTimeoutOfARouteProlongsTheSilenceThatAStreamMayKeep() {
        publish(idleFor(Duration.ofHours(12)));
        Wire client = path.client();
        TaskStream stream = open(client);
        path.advance(12 * HOUR - MINUTE);
        stream.message("tick");
        client.readTo("tick\r\n");
        isCutWhenSilentFor(12 * HOUR, client, stream);
    }

    @Test
    void theIdleTimeoutOfARouteShortensItToo() {
        publish(idleFor(Duration.ofMinutes(5)));
        Wire client = path.client();
        isCutWhenSilentFor(5 * MINUTE, client, open(client));
    }

    @Test
    void aCallThatIsNotAnsweredMayBeSilentAsLong() {
        publish(Timeouts.DEFAULTS);
        Wire client =
                path.client().send(CALL.replace("Transfer-Encoding: chunked", "Content-Length: 0"));
        TaskStream stream = new TaskStream(task);
        path.advance(HOUR - MINUTE);
        stream.answer();
        assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        isCutWhenSilentFor(HOUR, client, stream);
    }
}
