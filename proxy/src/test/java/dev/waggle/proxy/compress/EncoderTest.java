package dev.waggle.proxy.compress;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.waggle.proxy.testing.LeakCheck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ExtendWith(LeakCheck.class)
class EncoderTest {
    private static final Logger LOG = LoggerFactory.getLogger(EncoderTest.class);
    private static final int ABANDONED = 500;
    private static final long BUDGET = 64L << 20;

    private final EncoderPool pool = new EncoderPool(BUDGET);

    private Encoder lend(ContentCoding coding) {
        NativeCodings.available();
        return requireNonNull(pool.lend(coding));
    }

    private static ByteBuf buffer() {
        return PooledByteBufAllocator.DEFAULT.directBuffer();
    }

    private static ByteBuffer direct(byte[] bytes, int from, int count) {
        return ByteBuffer.allocateDirect(count).put(bytes, from, count).flip();
    }

    private static byte[] take(ByteBuf out) {
        byte[] bytes = ByteBufUtil.getBytes(out);
        out.release();
        return bytes;
    }

    /** Words by chance, which compress about as far as text does. */
    static byte[] text(int bytes) {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        while (text.length() < bytes) {
            text.append(Integer.toString(random.nextInt(3000), 36)).append(' ');
        }
        return text.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(7).nextBytes(noise);
        return noise;
    }

    private static byte[] encode(Encoder encoder, byte[] bytes, int slice, long length) {
        ByteBuf out = buffer();
        encoder.begin(length);
        for (int at = 0; at < bytes.length; at += slice) {
            encoder.write(direct(bytes, at, Math.min(slice, bytes.length - at)), out);
        }
        encoder.finish(out);
        return take(out);
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void whatGoesInComesOut(ContentCoding coding) {
        Encoder encoder = lend(coding);
        for (byte[] bytes : new byte[][] {new byte[0], {1}, text(300_000), noise(300_000)}) {
            for (int slice : new int[] {1000, 32 * 1024, 300_000}) {
                for (long length : new long[] {-1, bytes.length}) {
                    byte[] encoded = encode(encoder, bytes, slice, length);
                    assertThat(Codec.decode(coding.token(), encoded)).isEqualTo(bytes);
                    if (!encoder.isReusable()) {
                        pool.giveBack(encoder);
                        encoder = lend(coding);
                    }
                }
            }
        }
        pool.giveBack(encoder);
        pool.close();
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void whatIsFlushedCanBeDecodedBeforeTheNextComes(ContentCoding coding) throws IOException {
        Encoder encoder = lend(coding);
        encoder.begin(-1);
        ByteBuf out = buffer();
        for (int i = 0; i < 50; i++) {
            byte[] event = ("data: " + i + "\n\n").getBytes(StandardCharsets.US_ASCII);
            encoder.write(direct(event, 0, event.length), out);
            encoder.flush(out);
            byte[] whole = expected(i);
            InputStream decoded =
                    Codec.eager(
                            coding.token(), new ByteArrayInputStream(ByteBufUtil.getBytes(out)));
            assertThat(decoded.readNBytes(whole.length)).isEqualTo(whole);
        }
        out.release();
        pool.giveBack(encoder);
        pool.close();
    }

    private static byte[] expected(int last) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= last; i++) {
            text.append("data: ").append(i).append("\n\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void anAbandonedStreamLeavesNothingInTheNext(ContentCoding coding) {
        byte[] bytes = text(50_000);
        for (int i = 0; i < 20; i++) {
            Encoder encoder = lend(coding);
            encoder.begin(1_000_000);
            ByteBuf out = buffer();
            encoder.write(direct(noise(10_000), 0, 10_000), out);
            out.release();
            pool.giveBack(encoder);
            Encoder next = lend(coding);
            assertThat(Codec.decode(coding.token(), encode(next, bytes, 8000, bytes.length)))
                    .isEqualTo(bytes);
            pool.giveBack(next);
        }
        assertThat(pool.bytes()).isZero();
        pool.close();
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void nativeMemoryIsGivenBackAndNeverMoreThanIsCounted(ContentCoding coding) throws IOException {
        byte[] bytes = text(1 << 20);
        byte[] page = text(20_000);
        abandon(coding, 20, page);
        long before = residentBytes();
        abandon(coding, ABANDONED, page);
        long leak = (long) ABANDONED * coding.memoryBytes();
        assertThat(residentBytes() - before).isLessThan(leak / 4);

        int many = 20;
        ByteBuffer in = direct(bytes, 0, bytes.length);
        Encoder[] held = new Encoder[many];
        long empty = residentBytes();
        ByteBuf out = buffer();
        for (int i = 0; i < many; i++) {
            held[i] = lend(coding);
            held[i].begin(-1);
            held[i].write(in.duplicate(), out.clear());
        }
        LOG.info(
                "{}: {} KiB for an encoder at work, {} counted",
                coding.token(),
                (residentBytes() - empty) / many / 1024,
                coding.memoryBytes() / 1024);
        out.release();
        for (Encoder encoder : held) {
            pool.giveBack(encoder);
        }
        assertThat(pool.bytes()).isZero();
        pool.close();
    }

    private void abandon(ContentCoding coding, int times, byte[] bytes) {
        ByteBuf out = buffer();
        ByteBuffer in = direct(bytes, 0, bytes.length);
        for (int i = 0; i < times; i++) {
            Encoder encoder = lend(coding);
            encoder.begin(-1);
            encoder.write(in.duplicate(), out.clear());
            pool.giveBack(encoder);
        }
        out.release();
    }

    private static long residentBytes() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1])
                * 4096;
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void theCostOfAKilobyteIsSaidAndFewObjectsAreMade(ContentCoding coding) {
        byte[] page = text(16 * 1024);
        ByteBuffer in = direct(page, 0, page.length);
        ByteBuf out = buffer();
        for (int i = 0; i < 200; i++) {
            one(coding, in, page.length, out);
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long started = threads.getCurrentThreadCpuTime();
        int rounds = 500;
        for (int i = 0; i < rounds; i++) {
            one(coding, in, page.length, out);
        }
        long nanos = (threads.getCurrentThreadCpuTime() - started) / rounds;
        allocated = (threads.getCurrentThreadAllocatedBytes() - allocated) / rounds;
        LOG.info(
                "{}: a page of 16 KiB becomes {} bytes, {} us of CPU and {} bytes on the heap for"
                        + " each KiB",
                coding.token(),
                out.readableBytes(),
                nanos / 16_000.0,
                allocated / 16.0);
        out.release();
        pool.close();
        assertThat(allocated).isLessThan(8 * 1024);
    }

    private void one(ContentCoding coding, ByteBuffer in, int length, ByteBuf out) {
        Encoder encoder = lend(coding);
        encoder.begin(length);
        encoder.write(in.duplicate(), out.clear());
        encoder.finish(out);
        pool.giveBack(encoder);
    }
}
