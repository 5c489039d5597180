package dev.waggle.proxy.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A service with the four kinds of calls; its messages are bytes, so nothing is generated. */
final class EchoService {
    static final MethodDescriptor<byte[], byte[]> UNARY = method(MethodType.UNARY, "Unary");
    static final MethodDescriptor<byte[], byte[]> SUM = method(MethodType.CLIENT_STREAMING, "Sum");
    static final MethodDescriptor<byte[], byte[]> FLOOD =
            method(MethodType.SERVER_STREAMING, "Flood");
    static final MethodDescriptor<byte[], byte[]> CHAT = method(MethodType.BIDI_STREAMING, "Chat");
    static final MethodDescriptor<byte[], byte[]> NEVER = method(MethodType.UNARY, "Never");

    static final int FLOOD_MESSAGES = 1_000;
    static final int FLOOD_BYTES = 16 * 1024;

    /** How many messages of the flood were taken from the service. */
    final AtomicInteger flooded = new AtomicInteger();

    /** Down when a call that is never answered was cancelled. */
    final CountDownLatch cancelled = new CountDownLatch(1);

    /** Down when such a call has come. */
    final CountDownLatch begun = new CountDownLatch(1);

    final AtomicInteger calls = new AtomicInteger();

    private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName("test.Echo/" + name)
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder("test.Echo")
                .addMethod(UNARY, ServerCalls.asyncUnaryCall(this::unary))
                .addMethod(SUM, ServerCalls.asyncClientStreamingCall(this::sum))
                .addMethod(FLOOD, ServerCalls.asyncServerStreamingCall(this::flood))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(this::chat))
                .addMethod(NEVER, ServerCalls.asyncUnaryCall(this::never))
                .build();
    }

    private void unary(byte[] request, StreamObserver<byte[]> response) {
        calls.incrementAndGet();
        if (request.length == 0) {
            response.onError(
                    Status.FAILED_PRECONDITION.withDescription("empty: 100 %").asException());
            return;
        }
        response.onNext(request);
        response.onCompleted();
    }

    private StreamObserver<byte[]> sum(StreamObserver<byte[]> response) {
        AtomicInteger total = new AtomicInteger();
        return new Each(response) {
            @Override
            public void onNext(byte[] message) {
                total.addAndGet(message.length);
            }

            @Override
            public void onCompleted() {
                response.onNext(Integer.toString(total.get()).getBytes(StandardCharsets.US_ASCII));
                response.onCompleted();
            }
        };
    }

    private void flood(byte[] request, StreamObserver<byte[]> response) {
        ServerCallStreamObserver<byte[]> call = (ServerCallStreamObserver<byte[]>) response;
        call.setOnCancelHandler(() -> {});
        call.setOnReadyHandler(() -> {
            while (call.isReady() && flooded.get() < FLOOD_MESSAGES) {
                call.onNext(new byte[FLOOD_BYTES]);
                if (flooded.incrementAndGet() == FLOOD_MESSAGES) {
                    call.onCompleted();
                }
            }
        });
    }

    private StreamObserver<byte[]> chat(StreamObserver<byte[]> response) {
        begun.countDown();
        ((ServerCallStreamObserver<byte[]>) response).setOnCancelHandler(cancelled::countDown);
        return new Each(response) {
            @Override
            public void onNext(byte[] message) {
                response.onNext(message);
            }
        };
    }

    private void never(byte[] request, StreamObserver<byte[]> response) {
        ((ServerCallStreamObserver<byte[]>) response).setOnCancelHandler(cancelled::countDown);
        begun.countDown();
    }

    private abstract static class Each implements StreamObserver<byte[]> {
        private final StreamObserver<byte[]> response;

        Each(StreamObserver<byte[]> response) {
            this.response = response;
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
            response.onCompleted();
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
