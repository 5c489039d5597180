package dev.waggle.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
    @Test
    void findsWhatIsNeverReleased() {
        ByteBuf leaked = PooledByteBufAllocator.DEFAULT.buffer(16);
        LeakCheck impatient = new LeakCheck(TimeUnit.MILLISECONDS.toNanos(50));
        assertThatThrownBy(impatient::check).hasMessageContaining("leak");
        // The finding took it off the count, where its release would show as one too many.
        assertThat(leaked.refCnt()).isOne();
    }

    @Test
    void waitsForWhatComesBackLate() throws InterruptedException {
        ByteBuf late = PooledByteBufAllocator.DEFAULT.buffer(16);
        assertThat(OpenBuffers.exist()).isTrue();
        Thread other = Thread.ofVirtual().start(late::release);
        assertThatCode(() -> new LeakCheck().check()).doesNotThrowAnyException();
        other.join();
    }
}
