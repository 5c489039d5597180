package dev.waggle.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.proxy.testing.LeakCheck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.IllegalReferenceCountException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class LoopBuffersTest {
    private final EventLoop loop = new DefaultEventLoop();
    private final LoopBuffers buffers = new LoopBuffers(loop, UnpooledByteBufAllocator.DEFAULT);

    @AfterEach
    void end() throws Exception {
        onLoop(() -> {
            buffers.close();
            return buffers;
        });
        loop.shutdownGracefully();
    }

    @Test
    void theLastThatWasGivenBackIsTakenNext() throws Exception {
        onLoop(() -> {
            ByteBuf first = buffers.directBuffer(300);
            ByteBuf second = buffers.directBuffer(300);
            long memory = second.memoryAddress();
            first.release();
            second.release();
            ByteBuf third = buffers.directBuffer(400);
            assertThat(third.memoryAddress()).isEqualTo(memory);
            return third.release();
        });
    }

    @Test
    void nothingOfTheHolderBeforeIsSeen() throws Exception {
        onLoop(() -> {
            ByteBuf first = buffers.directBuffer(256, 256);
            first.writeZero(200).readerIndex(100).markReaderIndex().markWriterIndex();
            first.release();
            ByteBuf second = buffers.directBuffer(10);
            assertThat(second.capacity()).isEqualTo(10);
            assertThat(second.maxCapacity()).isEqualTo(Integer.MAX_VALUE);
            assertThat(second.isReadable()).isFalse();
            second.resetReaderIndex();
            second.resetWriterIndex();
            assertThat(second.isReadable()).isFalse();
            return second.release();
        });
    }

    @Test
    void whatWasGivenBackCannotBeReadOrGivenBackAgain() throws Exception {
        onLoop(() -> {
            ByteBuf buffer = buffers.directBuffer(300).writeByte(1);
            buffer.release();
            assertThatThrownBy(() -> buffer.getByte(0))
                    .isInstanceOf(IllegalReferenceCountException.class);
            assertThatThrownBy(buffer::release).isInstanceOf(IllegalReferenceCountException.class);
            return buffer;
        });
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 255, 256, 257, 1000, 16_384, 16_385, 65_536, 262_144, 262_145, 1_000_000})
    void itIsAsLargeAsWasAskedForAndGrowsWithItsContent(int capacity) throws Exception {
        onLoop(() -> {
            ByteBuf buffer = buffers.directBuffer(capacity);
            assertThat(buffer.capacity()).isEqualTo(capacity);
            int bytes = capacity + 100_000;
            for (int i = 0; i < bytes; i++) {
                buffer.writeByte(i);
            }
            for (int i = 0; i < bytes; i++) {
                assertThat(buffer.getByte(i)).isEqualTo((byte) i);
            }
            return buffer.release();
        });
    }

    @Test
    void itShrinksAndDoesNotGrowBeyondItsMaximum() throws Exception {
        onLoop(() -> {
            ByteBuf buffer = buffers.directBuffer(100, 120).writeZero(100);
            assertThatThrownBy(() -> buffer.writeZero(21))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            buffer.writeZero(20);
            buffer.capacity(50);
            assertThat(buffer.readableBytes()).isEqualTo(50);
            assertThatThrownBy(() -> buffer.getByte(50))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            return buffer.release();
        });
    }

    @Test
    void aSealedTlsRecordTakesOneOf16KiB() throws Exception {
        int nonceAndTag = 5 + 8 + 16;
        onLoop(() -> buffers.directBuffer(LoopBuffers.TLS_RECORD_BYTES + nonceAndTag).release());
        assertThat(onLoop(buffers::keptBytes)).isEqualTo(16 * 1024);
    }

    @Test
    void noMoreIsKeptThanTheBound() throws Exception {
        onLoop(() -> {
            keepOnlyTheLargest();
            buffers.directBuffer(LoopBuffers.LARGEST).release();
            assertThat(buffers.keptBytes()).isEqualTo(LoopBuffers.KEPT_BYTES);
            return buffers;
        });
    }

    @Test
    void theSizeOfWhichTheMostIsKeptMakesRoomForAnother() throws Exception {
        onLoop(() -> {
            keepOnlyTheLargest();
            ByteBuf small = buffers.directBuffer(300);
            long memory = small.memoryAddress();
            small.release();
            assertThat(buffers.keptBytes())
                    .isEqualTo(LoopBuffers.KEPT_BYTES - LoopBuffers.LARGEST + 512);
            ByteBuf again = buffers.directBuffer(300);
            assertThat(again.memoryAddress()).isEqualTo(memory);
            return again.release();
        });
    }

    @Test
    void whereTheMostIsKeptOfItsOwnSizeItIsFreed() throws Exception {
        onLoop(() -> {
            int size = 16 * 1024;
            ByteBuf other = buffers.directBuffer(300);
            giveBackAll(size, LoopBuffers.KEPT_BYTES / size);
            buffers.directBuffer(size).release();
            other.release();
            assertThat(buffers.keptBytes()).isEqualTo(LoopBuffers.KEPT_BYTES - size + 512);
            giveBackAll(size, LoopBuffers.KEPT_BYTES / size);
            assertThat(buffers.keptBytes()).isEqualTo(LoopBuffers.KEPT_BYTES - size + 512);
            return buffers;
        });
    }

    private void keepOnlyTheLargest() {
        giveBackAll(LoopBuffers.LARGEST, 2 * LoopBuffers.KEPT_BYTES / LoopBuffers.LARGEST);
        assertThat(buffers.keptBytes()).isEqualTo(LoopBuffers.KEPT_BYTES);
    }

    private void giveBackAll(int bytes, int count) {
        List<ByteBuf> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(buffers.directBuffer(bytes));
        }
        taken.forEach(ByteBuf::release);
    }

    @Test
    void otherThreadsTakeAndGiveBackWithoutTouchingWhatIsKept() throws Exception {
        ByteBuf elsewhere = buffers.directBuffer(300);
        assertThat(elsewhere.release()).isTrue();
        ByteBuf ofLoop = onLoop(() -> buffers.directBuffer(300));
        assertThat(ofLoop.release()).isTrue();
        assertThat(onLoop(buffers::keptBytes)).isZero();
    }

    @Test
    void nothingIsKeptAfterTheEnd() throws Exception {
        onLoop(() -> {
            ByteBuf late = buffers.directBuffer(300);
            buffers.directBuffer(300).release();
            buffers.close();
            assertThat(buffers.keptBytes()).isZero();
            late.release();
            buffers.directBuffer(300).release();
            assertThat(buffers.keptBytes()).isZero();
            return late;
        });
    }

    private <T> T onLoop(Callable<T> task) throws InterruptedException, ExecutionException {
        return loop.submit(task).get();
    }
}
