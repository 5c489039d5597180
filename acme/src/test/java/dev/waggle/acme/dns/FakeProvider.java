package dev.waggle.acme.dns;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Remembers what stands, and tells a test of each record that is made. */
final class FakeProvider implements DnsProvider {

    private final List<TxtRecord> standing = new CopyOnWriteArrayList<>();
    private Consumer<TxtRecord> whenAdded = _ -> {};

    FakeProvider whenAdded(Consumer<TxtRecord> happens) {
        whenAdded = happens;
        return this;
    }

    List<TxtRecord> standing() {
        return standing;
    }

    @Override
    public String description() {
        return "fake";
    }

    @Override
    public void add(TxtRecord record) {
        standing.add(record);
        whenAdded.accept(record);
    }

    @Override
    public void remove(TxtRecord record) {
        standing.remove(record);
    }
}
