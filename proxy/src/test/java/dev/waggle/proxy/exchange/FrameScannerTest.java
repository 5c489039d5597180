package dev.waggle.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameScannerTest {
    private final FrameScanner frames = new FrameScanner();

    private static ByteBuf frame(int opcode, boolean masked, int length) {
        ByteBuf frame = Unpooled.buffer().writeByte(0x80 | opcode);
        int mask = masked ? 0x80 : 0;
        if (length < 126) {
            frame.writeByte(mask | length);
        } else if (length < 65_536) {
            frame.writeByte(mask | 126).writeShort(length);
        } else {
            frame.writeByte(mask | 127).writeLong(length);
        }
        return frame.writeZero((masked ? 4 : 0) + length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 100_000})
    void aFrameOfAnyLengthEndsWhereItEnds(int length) {
        for (boolean masked : new boolean[] {false, true}) {
            ByteBuf frame = frame(2, masked, length);
            frames.pass(frame.slice(0, frame.readableBytes() - 1));
            assertThat(frames.isAtBoundary()).isFalse();
            frames.pass(frame.slice(frame.readableBytes() - 1, 1));
            assertThat(frames.isAtBoundary()).isTrue();
        }
    }

    @Test
    void theBoundaryIsTheSameHoweverTheBytesAreCut() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            FrameScanner scanner = new FrameScanner();
            ByteBuf first = frame(1, random.nextBoolean(), random.nextInt(300));
            int boundary = first.readableBytes();
            ByteBuf both = Unpooled.wrappedBuffer(first, frame(2, true, 300));
            scanner.pass(both.slice(0, 1));
            int at = 1;
            while (at < boundary) {
                int length = 1 + random.nextInt(both.readableBytes() - at);
                at += scanner.passToBoundary(both.slice(at, length));
                assertThat(scanner.isAtBoundary()).isEqualTo(at == boundary);
            }
            assertThat(at).isEqualTo(boundary);
        }
    }

    @Test
    void aCloseIsSeenOnlyWhereAFrameBegins() {
        frames.pass(Unpooled.wrappedBuffer(new byte[] {(byte) 0x82, 2, (byte) 0x88, (byte) 0x88}));
        assertThat(frames.hasClosed()).isFalse();
        frames.pass(frame(8, true, 2));
        assertThat(frames.hasClosed()).isTrue();
    }

    @Test
    void aLengthThatNoFrameMayHaveMakesTheRestUnreadable() {
        frames.pass(Unpooled.buffer().writeByte(0x82).writeByte(127).writeLong(-1).writeZero(20));

        assertThat(frames.isLost()).isTrue();
        assertThat(frames.isAtBoundary()).isFalse();
    }
}
