package dev.waggle.proxy.grpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a client gets of a call. */
final class Replies implements StreamObserver<byte[]> {
    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> status = new CompletableFuture<>();

    @Override
    public void onNext(byte[] message) {
        messages.add(message);
    }

    @Override
    public void onError(Throwable cause) {
        status.complete(Status.fromThrowable(cause));
    }

    @Override
    public void onCompleted() {
        status.complete(Status.OK);
    }

    /** The next message; fails when none comes for a long time. */
    byte[] next() throws Exception {
        byte[] next = messages.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no message; status " + status.getNow(Status.UNKNOWN));
        }
        return next;
    }

    Status status() throws Exception {
        return status.get(10, TimeUnit.SECONDS);
    }
}
