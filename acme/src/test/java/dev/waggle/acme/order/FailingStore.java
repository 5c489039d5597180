package dev.waggle.acme.order;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.store.CertificateKey;
import dev.waggle.acme.store.CertificateStore;
import dev.waggle.acme.store.Note;
import dev.waggle.acme.store.StoreFailed;
import java.io.IOException;
import java.util.Optional;

/** A store that another one stands behind, and that nothing can be written to while it is full. */
public final class FailingStore implements CertificateStore {

    private final CertificateStore behind;
    public volatile boolean full;

    /** Happens when a certificate is there, before who has saved it goes on. */
    public volatile Runnable afterSave = () -> {};

    public FailingStore(CertificateStore behind) {
        this.behind = behind;
    }

    private void checkRoom() throws StoreFailed {
        if (full) {
            throw new StoreFailed(
                    "it cannot be written (No space left on device)",
                    "free room",
                    new IOException("No space left on device"));
        }
    }

    @Override
    public boolean tryOwn() throws StoreFailed {
        return behind.tryOwn();
    }

    @Override
    public Contents read() throws StoreFailed {
        return behind.read();
    }

    @Override
    public void save(CertificateKey key, ServerCertificate certificate) throws StoreFailed {
        checkRoom();
        behind.save(key, certificate);
        afterSave.run();
    }

    @Override
    public void archive(CertificateKey key) throws StoreFailed {
        checkRoom();
        behind.archive(key);
    }

    @Override
    public Optional<String> note(Note note) throws StoreFailed {
        return behind.note(note);
    }

    @Override
    public void write(Note note, String text) throws StoreFailed {
        checkRoom();
        behind.write(note, text);
    }

    @Override
    public void delete(Note note) throws StoreFailed {
        behind.delete(note);
    }

    @Override
    public String setAside(Note note) throws StoreFailed {
        checkRoom();
        return behind.setAside(note);
    }

    @Override
    public String place() {
        return behind.place();
    }

    @Override
    public void close() {
        behind.close();
    }
}
