package dev.waggle.proxy.real.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A state directory that is full, or cannot be written, really: on a file system that the process
 * alone sees, and that goes with it.
 */
@Tag("real")
class StateDirectoryTest {
    private static final String HOST = "blog.example.test";
    private static final String OTHER = "shop.example.test";

    @TempDir Path folder;

    private AcmeLab lab() {
        AcmeLab lab = new AcmeLab(folder, PebblePackage.installed());
        return lab.hosts(HOST).with("acme-first-retry", "2s").with("acme-last-retry", "2s");
    }

    @Test
    void aFullDiskIsAClearProblemAndEverythingGoesOnWhenThereIsRoom() throws IOException {
        try (AcmeLab lab = lab()) {
            lab.pebble().start();
            lab.start(within(lab, "mount -t tmpfs -o size=1m none")).awaitServed(HOST);
            String serial = lab.serial(HOST);
            Path inside =
                    Path.of("/proc/%d/root".formatted(lab.waggle().program().pid()))
                            .resolve(Path.of("/").relativize(lab.stateDirectory()));
            Path filler = inside.resolve("filler");
            assertThat(fill(filler)).contains("No space left on device");

            lab.hosts(HOST, OTHER);
            lab.awaits("the problem is told", () -> says(lab, "No space left on device"));
            assertThat(lab.pebble().orders()).as("none that could not be kept").isEqualTo(1);
            assertThat(lab.serial(HOST)).isEqualTo(serial);
            assertThat(lab.curl(HOST).run().output()).isEqualTo("hello");

            Files.delete(filler);
            lab.awaitServed(OTHER);
            lab.awaits("the problem is gone", () -> !says(lab, "No space left on device"));
            assertThat(lab.pebble().accounts()).isEqualTo(1);
            assertThat(lab.pebble().orders()).isEqualTo(2);
        }
    }

    private static String fill(Path file) {
        return Command.of("dd", "if=/dev/zero", "bs=4096", "of=" + file).run().errors();
    }

    @Test
    void whatCannotBeWrittenIsServedAllTheSame() {
        try (AcmeLab lab = lab()) {
            lab.pebble().start();
            lab.start().awaitServed(HOST);
            String serial = lab.serial(HOST);
            lab.waggle().close();

            lab.start(within(lab, "mount -o bind,ro \"$0\"")).awaitServed(HOST);
            assertThat(lab.serial(HOST)).isEqualTo(serial);
            lab.awaits("the problem is told", () -> says(lab, "Read-only file system"));
            lab.hosts(HOST, OTHER);
            lab.awaits(
                    "who has none is told",
                    () -> says(lab, "nothing has a certificate for " + OTHER));
            assertThat(lab.waggle().admin("/api/problems")).contains("mend the state directory");
            assertThat(lab.pebble().orders()).isEqualTo(1);
            assertThat(lab.curl(HOST).run().output()).isEqualTo("hello");
        }
    }

    private static boolean says(AcmeLab lab, String words) {
        return lab.waggle().admin("/api/problems").contains(words);
    }

    /** Words before those of a program: a mount over the state directory that it alone sees. */
    private static String[] within(AcmeLab lab, String mount) {
        return new String[] {
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mkdir -p \"$0\" && " + mount + " \"$0\" && exec \"$@\"",
            lab.stateDirectory().toString()
        };
    }
}
