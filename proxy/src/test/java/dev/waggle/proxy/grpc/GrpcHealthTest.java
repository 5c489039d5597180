package dev.waggle.proxy.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import dev.waggle.proxy.testing.WholeEdge;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A server of grpc-java that says how it is, and a whole proxy that asks it. */
@ExtendWith(LeakCheck.class)
class GrpcHealthTest {
    private static final byte[] SERVING = {8, 1};
    private static final byte[] NOT_SERVING = {8, 2};

    @TempDir private Path folder;

    private volatile byte[] asked = {};
    private volatile byte[] answer = SERVING;
    private volatile Status status = Status.OK;
    private Server server = start();

    private Server start() {
        try {
            return NettyServerBuilder.forAddress(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(health())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ServerServiceDefinition health() {
        MethodDescriptor<byte[], byte[]> check =
                EchoService.UNARY.toBuilder()
                        .setFullMethodName("grpc.health.v1.Health/Check")
                        .build();
        return ServerServiceDefinition.builder("grpc.health.v1.Health")
                .addMethod(
                        check,
                        ServerCalls.asyncUnaryCall((question, replies) -> {
                            asked = question;
                            if (status.isOk()) {
                                replies.onNext(answer);
                                replies.onCompleted();
                            } else {
                                replies.onError(status.asRuntimeException());
                            }
                        }))
                .build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }

    private WholeEdge edge(String health) throws Exception {
        return WholeEdge.start(
                folder,
                WholeEdge.stack(
                        "127.0.0.1:" + server.getPort(),
                        "host",
                        "grpc.example",
                        "protocol",
                        "grpc",
                        "health-path",
                        health,
                        "health-interval",
                        "500ms"));
    }

    private static void awaitState(WholeEdge edge, String state, String reason) throws Exception {
        Instant limit = Instant.now().plusSeconds(60);
        String wanted = "\"state\":\"" + state + "\",\"reason\":\"" + reason + "\"";
        String seen = "";
        while (Instant.now().isBefore(limit)) {
            seen = edge.ask("/api/routes").replaceAll("\\s", "");
            if (seen.contains(wanted)) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        throw new AssertionError("never " + wanted + " but " + seen);
    }

    @Test
    void aServerThatSaysThatItServesIsUp() throws Exception {
        try (WholeEdge edge = edge("grpc:shop.Cart")) {
            awaitState(edge, "up", "");
            assertThat(asked)
                    .startsWith(10, 9)
                    .endsWith("shop.Cart".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aServerThatStopsServingIsTakenOutAndComesBack() throws Exception {
        try (WholeEdge edge = edge("grpc")) {
            awaitState(edge, "up", "");
            assertThat(asked).isEmpty();
            answer = NOT_SERVING;
            awaitState(edge, "ejected", "not-serving");
            answer = SERVING;
            awaitState(edge, "up", "");
            status = Status.UNIMPLEMENTED;
            awaitState(edge, "ejected", "grpc-status-12");
        }
    }
}
