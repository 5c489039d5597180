package dev.waggle.proxy.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import dev.waggle.proxy.testing.WholeEdge;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** grpc-java on both sides of a whole proxy, TLS towards the client, h2c towards the tasks. */
@ExtendWith(LeakCheck.class)
class GrpcTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    @TempDir private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private Server serve(EchoService service, int maxStreams) throws Exception {
        Server server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .maxConcurrentCallsPerConnection(maxStreams)
                        .addService(service.definition())
                        .build()
                        .start();
        opened.add(() -> server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
        return server;
    }

    private ManagedChannel edge(String endpoints, String... labels) throws Exception {
        String[] all = new String[labels.length + 4];
        all[0] = "host";
        all[1] = "grpc.example";
        all[2] = "protocol";
        all[3] = "grpc";
        System.arraycopy(labels, 0, all, 4, labels.length);
        WholeEdge edge = WholeEdge.start(folder, WholeEdge.stack(endpoints, all));
        opened.add(edge);
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", edge.httpsPort())
                        .overrideAuthority("grpc.example")
                        .disableRetry()
                        .sslContext(
                                GrpcSslContexts.forClient()
                                        .trustManager(edge.authority().toFile())
                                        .build())
                        .build();
        opened.add(() -> channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
        return channel;
    }

    private static String at(Server server) {
        return "127.0.0.1:" + server.getPort();
    }

    private static byte[] unary(ManagedChannel channel, byte[] message) {
        return ClientCalls.blockingUnaryCall(
                channel, EchoService.UNARY, CallOptions.DEFAULT, message);
    }

    private static Status failureOf(ThrowingCall call) {
        try {
            call.run();
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return Status.OK;
    }

    private interface ThrowingCall {
        void run() throws Exception;
    }

    @Test
    void answersUnaryCalls() throws Exception {
        ManagedChannel channel = edge(at(serve(new EchoService(), 100)));
        assertThat(unary(channel, HELLO)).isEqualTo(HELLO);
        assertThat(unary(channel, new byte[3_000_000])).hasSize(3_000_000);
    }

    @Test
    void speaksHttp2OverTlsToTasksThatAgreeOnIt() throws Exception {
        String stack =
                WholeEdge.stack(
                        at(serve(new EchoService(), 100)),
                        "host",
                        "grpc.example",
                        "protocol",
                        "grpc");
        WholeEdge secureTask = WholeEdge.start(Files.createTempDirectory(folder, "task"), stack);
        opened.add(secureTask);
        ManagedChannel channel =
                edge("127.0.0.1:" + secureTask.httpsPort(), "on-https", "insecure");
        assertThat(unary(channel, HELLO)).isEqualTo(HELLO);
    }

    @Test
    void passesAStatusAndItsMessageInTheTrailers() throws Exception {
        ManagedChannel channel = edge(at(serve(new EchoService(), 100)));
        Status status = failureOf(() -> unary(channel, new byte[0]));
        assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(status.getDescription()).isEqualTo("empty: 100 %");
    }

    @Test
    void streamsFromTheClient() throws Exception {
        ManagedChannel channel = edge(at(serve(new EchoService(), 100)));
        Replies replies = new Replies();
        StreamObserver<byte[]> requests =
                ClientCalls.asyncClientStreamingCall(
                        channel.newCall(EchoService.SUM, CallOptions.DEFAULT), replies);
        for (int i = 0; i < 200; i++) {
            requests.onNext(new byte[20_000]);
        }
        requests.onCompleted();
        assertThat(replies.next()).asString().isEqualTo("4000000");
        assertThat(replies.status().isOk()).isTrue();
    }

    @Test
    void streamsBothWaysMessageByMessage() throws Exception {
        ManagedChannel channel = edge(at(serve(new EchoService(), 100)));
        Replies replies = new Replies();
        StreamObserver<byte[]> requests =
                ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(EchoService.CHAT, CallOptions.DEFAULT), replies);
        for (int i = 0; i < 100; i++) {
            byte[] message = ("message " + i).getBytes(StandardCharsets.US_ASCII);
            requests.onNext(message);
            assertThat(replies.next()).isEqualTo(message);
        }
        requests.onCompleted();
        assertThat(replies.status().isOk()).isTrue();
    }

    @Test
    void holdsATaskBackThatIsFasterThanItsClient() throws Exception {
        EchoService service = new EchoService();
        ManagedChannel channel = edge(at(serve(service, 100)));
        SlowClient client = new SlowClient(channel);
        client.call.request(1);
        client.awaitMessages(1);
        // Other calls go on beside the one that is held back.
        for (int i = 0; i < 50; i++) {
            assertThat(unary(channel, HELLO)).isEqualTo(HELLO);
        }
        assertThat(service.flooded.get()).isLessThan(EchoService.FLOOD_MESSAGES / 2);
        client.call.request(EchoService.FLOOD_MESSAGES);
        client.awaitMessages(EchoService.FLOOD_MESSAGES);
        assertThat(client.closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static final class SlowClient extends ClientCall.Listener<byte[]> {
        final ClientCall<byte[], byte[]> call;
        final CountDownLatch closed = new CountDownLatch(1);
        private final AtomicInteger received = new AtomicInteger();

        SlowClient(ManagedChannel channel) {
            call = channel.newCall(EchoService.FLOOD, CallOptions.DEFAULT);
            call.start(this, new Metadata());
            call.sendMessage(HELLO);
            call.halfClose();
        }

        @Override
        public void onMessage(byte[] message) {
            synchronized (received) {
                received.incrementAndGet();
                received.notifyAll();
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            closed.countDown();
        }

        void awaitMessages(int count) throws InterruptedException {
            synchronized (received) {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (received.get() < count) {
                    assertThat(System.nanoTime()).isLessThan(end);
                    received.wait(100);
                }
            }
        }
    }

    @Test
    void carriesACancellationToTheTask() throws Exception {
        EchoService service = new EchoService();
        ManagedChannel channel = edge(at(serve(service, 100)));
        ClientCall<byte[], byte[]> call = channel.newCall(EchoService.CHAT, CallOptions.DEFAULT);
        ClientCalls.asyncBidiStreamingCall(call, new Replies()).onNext(HELLO);
        assertThat(service.begun.await(10, TimeUnit.SECONDS)).isTrue();
        call.cancel("enough", null);
        assertThat(service.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsACallAtTheDeadlineOfItsClient() throws Exception {
        EchoService service = new EchoService();
        ManagedChannel channel = edge(at(serve(service, 100)));
        Status status =
                failureOf(() ->
                        ClientCalls.blockingUnaryCall(
                                channel,
                                EchoService.NEVER,
                                CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS),
                                HELLO));
        assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(service.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void saysUnavailableWhenNoTaskTakesTheCall() throws Exception {
        ManagedChannel channel = edge("127.0.0.1:1", "wait", "300ms");
        assertThat(failureOf(() -> unary(channel, HELLO)).getCode())
                .isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void saysUnimplementedOutsideOfItsRoutes() throws Exception {
        ManagedChannel channel = edge(at(serve(new EchoService(), 100)), "context", "/other");
        assertThat(failureOf(() -> unary(channel, HELLO)).getCode())
                .isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void saysUnavailableBehindAResponseThatItsTaskDoesNotEnd() throws Exception {
        Server server = serve(new EchoService(), 100);
        ManagedChannel channel = edge(at(server));
        Replies replies = new Replies();
        ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(EchoService.CHAT, CallOptions.DEFAULT), replies)
                .onNext(HELLO);
        assertThat(replies.next()).isEqualTo(HELLO);
        server.shutdownNow();
        assertThat(replies.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void finishesStreamsOfATaskThatGoesAndSendsNewCallsElsewhere() throws Exception {
        EchoService first = new EchoService();
        Server going = serve(first, 100);
        Server staying = serve(new EchoService(), 100);
        ManagedChannel channel = edge(at(going) + "," + at(staying));
        List<StreamObserver<byte[]>> requests = new ArrayList<>();
        List<Replies> all = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Replies replies = new Replies();
            all.add(replies);
            requests.add(
                    ClientCalls.asyncBidiStreamingCall(
                            channel.newCall(EchoService.CHAT, CallOptions.DEFAULT), replies));
            requests.get(i).onNext(HELLO);
            assertThat(replies.next()).isEqualTo(HELLO);
        }
        going.shutdown();
        for (int i = 0; i < 20; i++) {
            assertThat(unary(channel, HELLO)).isEqualTo(HELLO);
        }
        for (int i = 0; i < 2; i++) {
            requests.get(i).onNext(HELLO);
            assertThat(all.get(i).next()).isEqualTo(HELLO);
            requests.get(i).onCompleted();
            assertThat(all.get(i).status().isOk()).isTrue();
        }
    }

    @Test
    void opensAsManyConnectionsAsATaskOfOneStreamNeeds() throws Exception {
        ManagedChannel channel = edge(at(serve(new EchoService(), 1)));
        List<StreamObserver<byte[]>> requests = new ArrayList<>();
        List<Replies> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Replies replies = new Replies();
            all.add(replies);
            requests.add(
                    ClientCalls.asyncBidiStreamingCall(
                            channel.newCall(EchoService.CHAT, CallOptions.DEFAULT), replies));
            requests.get(i).onNext(HELLO);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(all.get(i).next()).isEqualTo(HELLO);
            requests.get(i).onCompleted();
            assertThat(all.get(i).status().isOk()).isTrue();
        }
    }
}
