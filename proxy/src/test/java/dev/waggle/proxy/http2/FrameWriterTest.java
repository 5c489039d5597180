package dev.waggle.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.loop.LoopBuffers;
import dev.waggle.proxy.testing.LeakCheck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What leaves together, and in which order. */
@ExtendWith(LeakCheck.class)
class FrameWriterTest {
    private static final int RECORD_BYTES = LoopBuffers.TLS_RECORD_BYTES;

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final ChannelHandlerContext ctx = channel.pipeline().firstContext();
    private final FrameWriter writer = FrameWriter.toClient();

    FrameWriterTest() {
        writer.observer(new Everything());
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void framesOfManyStreamsLeaveInOneBuffer() {
        ChannelPromise head = ctx.newPromise();
        writer.writeHeaders(ctx, 1, fieldsOf(50), 0, false, head);
        ChannelPromise first = data(1, 1000, true);
        ChannelPromise second = data(3, 1000, true);
        channel.flush();
        assertThat(channel.outboundMessages()).isEmpty();
        assertThat(head.isDone() || first.isDone() || second.isDone()).isFalse();
        assertThat(writer.heldBytes()).isGreaterThan(2000);
        List<List<String>> sent = send();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().getFirst()).startsWith("1 flags 4 stream 1 bytes 5");
        assertThat(sent.getFirst().subList(1, 3))
                .containsExactly("0 flags 1 stream 1 bytes 1000", "0 flags 1 stream 3 bytes 1000");
        assertThat(head.isSuccess() && first.isSuccess() && second.isSuccess()).isTrue();
        assertThat(writer.heldBytes()).isZero();
    }

    @Test
    void aBufferHoldsNoMoreThanARecord() {
        for (int stream = 1; stream < 200; stream += 2) {
            data(stream, 1000, true);
        }
        writer.passOn(ctx);
        channel.flush();
        int frames = 0;
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            assertThat(out.readableBytes()).isLessThanOrEqualTo(RECORD_BYTES);
            frames += framesIn(out).size();
        }
        assertThat(frames).isEqualTo(100);
    }

    @Test
    void whatIsNotHeldBackComesBehindWhatIs() {
        data(1, 10, false);
        data(1, 10_000, false);
        data(3, 10, false);
        writer.writePing(ctx, true, 1, ctx.newPromise());
        data(5, 10, false);
        writer.writeRstStream(ctx, 5, 8, ctx.newPromise());
        assertThat(send().stream().flatMap(List::stream))
                .containsExactly(
                        "0 flags 0 stream 1 bytes 10",
                        "0 flags 0 stream 1 bytes 10000",
                        "0 flags 0 stream 3 bytes 10",
                        "6 flags 1 stream 0 bytes 8",
                        "0 flags 0 stream 5 bytes 10",
                        "3 flags 0 stream 5 bytes 4");
    }

    @Test
    void aHeadThatIsTooLongForAFrameIsContinued() {
        data(1, 10, false);
        ChannelPromise written = ctx.newPromise();
        writer.writeHeaders(ctx, 3, fieldsOf(40_000), 0, true, written);
        List<String> sent = send().stream().flatMap(List::stream).toList();
        assertThat(sent.subList(0, 3))
                .containsExactly(
                        "0 flags 0 stream 1 bytes 10",
                        "1 flags 1 stream 3 bytes 16384",
                        "9 flags 0 stream 3 bytes 16384");
        assertThat(sent.get(3)).startsWith("9 flags 4 stream 3 bytes 7");
        assertThat(sent).hasSize(4);
        assertThat(written.isSuccess()).isTrue();
    }

    @Test
    void whoeverWroteWhatCannotBeSentHearsOfIt() {
        ChannelPromise dropped = data(1, 10, true);
        writer.drop();
        assertThat(dropped.cause()).isNotNull();
        ChannelPromise late = data(3, 10, true);
        channel.close();
        writer.passOn(ctx);
        assertThat(late.cause()).isNotNull();
    }

    @Test
    void aHeadIsItsOwnAlsoWhenAnotherIsWrittenBecauseFramesBeforeItFailed() {
        FrameWriter other = FrameWriter.toTask();
        other.observer(new Everything());
        data(1, 10, true)
                .addListener(failed ->
                        other.writeHeaders(ctx, 1, fieldsOf(50), 0, true, ctx.newPromise()));
        for (int stream = 3; stream < 31; stream += 2) {
            data(stream, 1000, true);
        }
        channel.pipeline().addFirst(new FailsOnce());
        writer.writeHeaders(ctx, 31, fieldsOf(6000), 0, true, ctx.newPromise());
        assertThat(other.heldBytes()).isPositive();
        other.drop();
        List<String> sent = send().stream().flatMap(List::stream).toList();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst()).startsWith("1 flags 5 stream 31 bytes 6");
    }

    private ChannelPromise data(int stream, int bytes, boolean last) {
        ChannelPromise written = ctx.newPromise();
        writer.writeData(ctx, stream, Unpooled.buffer(bytes).writeZero(bytes), 0, last, written);
        return written;
    }

    /**
     * The frames of each buffer that leaves now; buffers that are parts of one frame are joined.
     */
    private List<List<String>> send() {
        writer.passOn(ctx);
        channel.flush();
        List<List<String>> buffers = new ArrayList<>();
        ByteBuf rest = Unpooled.buffer();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            rest.writeBytes(out);
            out.release();
            if (isWhole(rest)) {
                buffers.add(framesIn(rest));
                rest = Unpooled.buffer();
            }
        }
        assertThat(rest.isReadable()).isFalse();
        rest.release();
        return buffers;
    }

    private static boolean isWhole(ByteBuf frames) {
        int at = 0;
        while (at + 9 <= frames.writerIndex()) {
            at += 9 + frames.getUnsignedMedium(at);
        }
        return at == frames.writerIndex();
    }

    private static List<String> framesIn(ByteBuf frames) {
        List<String> texts = new ArrayList<>();
        while (frames.isReadable()) {
            int bytes = frames.readUnsignedMedium();
            texts.add(
                    "%d flags %d stream %d bytes %d"
                            .formatted(
                                    frames.readByte(), frames.readByte(), frames.readInt(), bytes));
            frames.skipBytes(bytes);
        }
        frames.release();
        return texts;
    }

    private static OutgoingFields fieldsOf(int bytes) {
        return new OutgoingFields() {
            @Override
            public void writeTo(ByteBuf out) {
                HpackWriter.writeText(out, "x", "v".repeat(bytes));
            }
        };
    }

    private static final class FailsOnce extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
            context.pipeline().remove(this);
            ReferenceCountUtil.release(message);
            written.setFailure(new ClosedChannelException());
        }
    }

    private static final class Everything implements FrameWriter.Observer {
        @Override
        public void frameWritten() {}

        @Override
        public void dataWritten(int streamId, int bytes) {}

        @Override
        public boolean mayAnswer(ChannelPromise written) {
            return true;
        }
    }
}
