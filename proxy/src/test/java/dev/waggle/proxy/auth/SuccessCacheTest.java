package dev.waggle.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuccessCacheTest {
    private static final long TTL = 1000;

    private final SuccessCache cache = new SuccessCache(TTL);

    @Test
    void remembersASuccessAsLongAsItIsUsed() {
        Proof proof = new Proof(1, 2);
        cache.add(proof, 0);

        assertThat(cache.has(proof, TTL - 1)).isTrue();
        assertThat(cache.has(proof, 2 * TTL - 2)).isTrue();
        assertThat(cache.has(proof, 3 * TTL)).isFalse();
    }

    @Test
    void knowsNothingElse() {
        cache.add(new Proof(1, 2), 0);

        assertThat(cache.has(new Proof(2, 2), 0)).isFalse();
        assertThat(cache.has(new Proof(1, 3), 0)).isFalse();
    }

    @Test
    void forgetsTheLongestUnusedOfThoseThatShareAPlace() {
        for (int i = 0; i < 4; i++) {
            cache.add(new Proof(i, 0), i);
        }
        assertThat(cache.has(new Proof(0, 0), 500)).isTrue();

        cache.add(new Proof(4, 0), 501);

        assertThat(cache.has(new Proof(0, 0), 502)).isTrue();
        assertThat(cache.has(new Proof(1, 0), 502)).isFalse();
        assertThat(cache.has(new Proof(2, 0), 502)).isTrue();
        assertThat(cache.has(new Proof(4, 0), 502)).isTrue();
    }
}
