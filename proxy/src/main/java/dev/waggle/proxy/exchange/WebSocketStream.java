package dev.waggle.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A WebSocket. To end it, each side gets a Close frame where its next frame would begin, and
 * nothing after it; what the sides still send is read for their own Close frames, and dropped (RFC
 * 6455 sections 5.1, 5.4 and 5.5.1).
 */
final class WebSocketStream implements LongStream {
    /** The client is to connect again (IANA registry of close codes). */
    private static final int SERVICE_RESTART = 1012;

    private static final int GOING_AWAY = 1001;
    private static final int FINAL_CLOSE = 0x88;
    private static final int MASKED = 0x80;
    private static final int PAYLOAD_BYTES = 2;

    private final Sink sink;
    private final Direction toClient;
    private final Direction toTask;
    private boolean ending;
    private boolean over;

    WebSocketStream(Sink sink) {
        this.sink = sink;
        this.toClient = new Direction(sink::toClient, () -> close(SERVICE_RESTART));
        this.toTask = new Direction(sink::toTask, () -> maskedClose(GOING_AWAY));
    }

    /** The frames that go one way. */
    private final class Direction {
        private final FrameScanner frames = new FrameScanner();
        private final Consumer<ByteBuf> receiver;
        private final Supplier<ByteBuf> close;
        private boolean shut;

        Direction(Consumer<ByteBuf> receiver, Supplier<ByteBuf> close) {
            this.receiver = receiver;
            this.close = close;
        }

        void take(ByteBuf data) {
            if (!ending) {
                frames.pass(data);
                receiver.accept(data);
            } else if (!shut) {
                receiver.accept(data.readRetainedSlice(frames.passToBoundary(data)));
                shutAtBoundary();
                drop(data);
            } else {
                drop(data);
            }
        }

        /** Only looks whether the sender says Close as well. */
        private void drop(ByteBuf data) {
            frames.pass(data);
            data.release();
        }

        void shutAtBoundary() {
            if (!shut && frames.hasClosed()) {
                shut = true;
            } else if (!shut && frames.isAtBoundary()) {
                shut = true;
                receiver.accept(close.get());
            }
        }
    }

    @Override
    public void fromTask(ByteBuf data) {
        toClient.take(data);
        endWhenBothHaveClosed();
    }

    @Override
    public void fromClient(ByteBuf data) {
        toTask.take(data);
        endWhenBothHaveClosed();
    }

    @Override
    public void end() {
        if (!ending) {
            ending = true;
            toClient.shutAtBoundary();
            toTask.shutAtBoundary();
            endWhenBothHaveClosed();
        }
    }

    private void endWhenBothHaveClosed() {
        boolean said = toClient.shut && toTask.shut;
        boolean answered = toClient.frames.hasClosed() && toTask.frames.hasClosed();
        if (ending && said && answered) {
            endNow();
        }
    }

    @Override
    public void endNow() {
        if (!over) {
            over = true;
            sink.over();
        }
    }

    @Override
    public boolean canEnd() {
        return !toClient.frames.isLost() && !toTask.frames.isLost();
    }

    @Override
    public String kind() {
        return "websocket";
    }

    private static ByteBuf close(int code) {
        return Unpooled.buffer(2 + PAYLOAD_BYTES)
                .writeByte(FINAL_CLOSE)
                .writeByte(PAYLOAD_BYTES)
                .writeShort(code);
    }

    /** Everything towards a server is masked, with a mask that nobody can foresee (section 5.3). */
    private static ByteBuf maskedClose(int code) {
        int mask = ThreadLocalRandom.current().nextInt();
        return Unpooled.buffer(2 + Integer.BYTES + PAYLOAD_BYTES)
                .writeByte(FINAL_CLOSE)
                .writeByte(MASKED | PAYLOAD_BYTES)
                .writeInt(mask)
                .writeShort(code ^ mask >>> Short.SIZE);
    }
}
