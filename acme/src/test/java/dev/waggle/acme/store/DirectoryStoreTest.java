package dev.waggle.acme.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.acme.Pem;
import dev.waggle.acme.PemPair;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.TestChain;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest {

    private static final CertificateKey BLOG = new CertificateKey("ca", "blog.example.org");

    @TempDir Path base;
    private Path root;
    private DirectoryStore store;
    private final TestChain blog = TestChain.of("blog.example.org");

    @BeforeEach
    void ownAStore() throws StoreFailed {
        root = base.resolve("acme");
        store = new DirectoryStore(root);
        assertThat(store.tryOwn()).isTrue();
    }

    @Test
    void readsWhatItHasSaved() throws Exception {
        store.save(BLOG, blog.certificate());

        assertThat(new DirectoryStore(root).read().certificates())
                .containsExactly(Map.entry(BLOG, blog.certificate()));
    }

    @Test
    void keysAndNotesAreTheirOwnersOnly() throws Exception {
        store.save(BLOG, blog.certificate());
        store.write(Note.ACCOUNT_KEY, "secret");

        Path folder = root.resolve("ca/certificates/blog.example.org");
        for (Path file :
                List.of(
                        folder.resolve("pair.pem"),
                        folder.resolve("privkey.pem"),
                        root.resolve("account.pem"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void otherToolsFindChainAndKeyWhereTheyExpectThem() throws Exception {
        store.save(BLOG, blog.certificate());

        Path folder = root.resolve("ca/certificates/blog.example.org");
        assertThat(folder.resolve("fullchain.pem"))
                .hasContent(TestChain.pem(blog.leaf()) + TestChain.pem(blog.root()));
        assertThat(PemPair.readKeyAlone(folder.resolve("privkey.pem")))
                .isEqualTo(blog.keys().getPrivate());
    }

    @Test
    void noticesWhatAnotherProcessHasSaved() throws Exception {
        DirectoryStore reader = new DirectoryStore(root);
        store.save(BLOG, blog.certificate());
        assertThat(reader.read().certificates()).containsKey(BLOG);
        TestChain renewed = TestChain.of("blog.example.org");
        store.save(BLOG, renewed.certificate());

        assertThat(reader.read().certificates()).containsEntry(BLOG, renewed.certificate());
    }

    @Test
    void keepsWhatItHasReadWhenTheFileIsRuined() throws Exception {
        store.save(BLOG, blog.certificate());
        store.read();
        Path pair = root.resolve("ca/certificates/blog.example.org/pair.pem");
        Files.writeString(pair, "no certificate");

        CertificateStore.Contents contents = store.read();

        assertThat(contents.certificates()).containsEntry(BLOG, blog.certificate());
        assertThat(contents.problems().get(BLOG)).hasMessageContaining(pair.toString());
    }

    @Test
    void doesNotServeAKeyThatDoesNotFit() throws Exception {
        store.save(BLOG, blog.certificate());
        Files.writeString(
                root.resolve("ca/certificates/blog.example.org/pair.pem"),
                Pem.ofKey(TestChain.of("x.example").keys().getPrivate())
                        + TestChain.pem(blog.leaf())
                        + TestChain.pem(blog.root()));

        CertificateStore.Contents contents = store.read();

        assertThat(contents.certificates()).isEmpty();
        assertThat(contents.problems().get(BLOG)).hasMessageContaining("does not belong");
    }

    @Test
    void archivesWhatIsNotWantedAnyMore() throws Exception {
        store.save(BLOG, blog.certificate());
        store.read();

        store.archive(BLOG);
        store.save(BLOG, blog.certificate());
        store.archive(BLOG);

        assertThat(store.read().certificates()).isEmpty();
        try (var archived = Files.list(root.resolve("ca/archive"))) {
            assertThat(archived)
                    .hasSize(2)
                    .allMatch(path -> Files.exists(path.resolve("pair.pem")));
        }
    }

    @Test
    void ownsOnlyWhatNobodyElseOwns() throws Exception {
        DirectoryStore second = new DirectoryStore(root);
        assertThat(second.tryOwn()).isFalse();

        store.close();

        assertThat(second.tryOwn()).isTrue();
        assertThat(store.tryOwn()).isFalse();
    }

    @Test
    void notesAreKeptReplacedDeletedAndSetAside() throws Exception {
        Note note = Note.life("blog.example.org");
        assertThat(store.note(note)).isEmpty();
        store.write(note, "one");
        store.write(note, "two");
        assertThat(store.note(note)).contains("two");

        String aside = store.setAside(note);

        assertThat(store.note(note)).isEmpty();
        assertThat(Path.of(aside)).hasContent("two");
        store.write(note, "three");
        store.delete(note);
        store.delete(note);
        assertThat(store.note(note)).isEmpty();
    }

    @Test
    void saysWhichFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(base.resolve("a-file"), "");
        DirectoryStore impossible = new DirectoryStore(file.resolve("acme"));

        assertThatThrownBy(impossible::tryOwn)
                .isInstanceOf(StoreFailed.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> impossible.save(BLOG, blog.certificate()))
                .isInstanceOf(StoreFailed.class);
    }

    @Test
    void namesThatLeadElsewhereAreRefused() {
        for (String name : List.of("..", ".hidden", "a/b", "", "A", "a\u0000", "-a")) {
            assertThatThrownBy(() -> new CertificateKey("ca", name))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aProcessKilledWhileItSavesLeavesAWholePair() throws Exception {
        store.close();
        ServerCertificate one = blog.certificate();
        ServerCertificate other = TestChain.of("blog.example.org").certificate();
        Path onePair = Files.writeString(base.resolve("one"), CertificateShelf.pairText(one));
        Path otherPair = Files.writeString(base.resolve("other"), CertificateShelf.pairText(other));
        Random random = new Random(42);
        for (int kill = 0; kill < 5; kill++) {
            killAfter(random.nextInt(40), StoreWriter.start(root, onePair, otherPair));

            DirectoryStore after = new DirectoryStore(root);
            assertThat(after.tryOwn()).isTrue();
            CertificateStore.Contents contents = after.read();
            assertThat(contents.problems()).isEmpty();
            ServerCertificate found = requireNonNull(contents.certificates().get(StoreWriter.KEY));
            assertThat(found).isIn(one, other);
            Path folder = root.resolve("ca/certificates/blog.example.org");
            assertThat(folder.resolve("fullchain.pem")).hasContent(Pem.ofChain(found.chain()));
            assertThat(after.note(StoreWriter.NOTE).orElse("note ")).matches("(note )+");
            after.close();
        }
    }

    private static void killAfter(int saves, Process process) throws Exception {
        try (BufferedReader lines = process.inputReader(US_ASCII)) {
            assertThat(lines.readLine()).isEqualTo("owner");
            for (int i = 0; i < saves; i++) {
                lines.readLine();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
