package dev.waggle.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BoundedHashTest {
    private static final int KEYS = 10_000;

    /** An endpoint whose load the test sets. */
    private static final class Server implements BoundedHash.Candidate {
        private final long hash;
        private int inFlight;
        private double weight = 1;
        private int keys;

        Server(String name) {
            hash = hashOf(name);
        }

        @Override
        public long hash() {
            return hash;
        }

        @Override
        public int inFlight() {
            return inFlight;
        }

        @Override
        public double weight(long now) {
            return weight;
        }
    }

    private static long hashOf(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return BoundedHash.of(bytes, 0, bytes.length);
    }

    private static Server[] servers(int count) {
        Server[] all = new Server[count];
        Arrays.setAll(all, i -> new Server("10.0.0." + i));
        return all;
    }

    private static Server owner(int key, Server... all) {
        return BoundedHash.pick(all, hashOf("client " + key), 0);
    }

    @Test
    void keysAreSpreadEvenly() {
        Server[] all = servers(5);
        for (int key = 0; key < KEYS; key++) {
            owner(key, all).keys++;
        }
        for (Server one : all) {
            assertThat(one.keys).isBetween(KEYS / 5 * 9 / 10, KEYS / 5 * 11 / 10);
        }
    }

    @Test
    void aKeyStaysWhateverTheOrderIs() {
        Server[] all = servers(3);
        for (int key = 0; key < 100; key++) {
            assertThat(owner(key, all[2], all[0], all[1])).isSameAs(owner(key, all));
        }
    }

    @Test
    void whenAnEndpointGoesOnlyItsOwnKeysMove() {
        Server[] all = servers(5);
        Server[] left = Arrays.copyOf(all, 4);
        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            Server before = owner(key, all);
            if (before == all[4]) {
                moved++;
            } else {
                assertThat(owner(key, left)).isSameAs(before);
            }
        }
        assertThat(moved).isBetween(KEYS / 5 * 9 / 10, KEYS / 5 * 11 / 10);
    }

    @Test
    void anEndpointThatWarmsUpTakesItsKeysOverOneByOne() {
        Server[] all = servers(4);
        Server[] before = Arrays.copyOf(all, 3);
        int gained = 0;
        for (int key = 0; key < KEYS; key++) {
            Server last = owner(key, before);
            int changes = 0;
            for (double weight = 0.1; weight < 1.05; weight += 0.1) {
                all[3].weight = weight;
                Server now = owner(key, all);
                changes += now == last ? 0 : 1;
                last = now;
            }
            assertThat(changes).isLessThanOrEqualTo(1);
            gained += changes;
        }
        assertThat(gained).isBetween(KEYS / 4 * 9 / 10, KEYS / 4 * 11 / 10);
    }

    @Test
    void oneKeyThatEverybodySendsDoesNotOverloadItsEndpoint() {
        Server[] all = servers(4);
        for (int i = 0; i < 1_000; i++) {
            owner(7, all).inFlight++;
        }
        for (Server one : all) {
            assertThat(one.inFlight).isLessThanOrEqualTo(313);
        }
        assertThat(Arrays.stream(all).mapToInt(Server::inFlight).max()).hasValue(313);
    }

    @Test
    void aFewRequestsAtOnceStayTogether() {
        Server[] all = servers(4);
        Server owner = owner(7, all);
        for (int i = 0; i < 16; i++) {
            assertThat(owner(7, all)).isSameAs(owner);
            owner.inFlight++;
        }
        assertThat(owner(7, all)).isNotSameAs(owner);
        owner.inFlight--;
        assertThat(owner(7, all)).isSameAs(owner);
    }
}
