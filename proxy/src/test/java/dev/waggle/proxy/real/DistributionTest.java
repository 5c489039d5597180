package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.programs.Waggle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./run package} leaves in {@code target/dist}. */
@Tag("real")
class DistributionTest {
    private static final Path DISTRIBUTION = Images.PROJECT.resolve("target/dist");
    private static final long MAX_MEGABYTES = 45;

    /** Place of the nice level behind a thread's name, proc(5). */
    private static final int NICE = 16;

    @Test
    void hasEveryNativeLibraryForLinuxOnAmd64AndArm64AndNoOther() {
        Set<String> natives = new TreeSet<>();
        jars().forEach(jar -> natives.addAll(nativesIn(jar)));
        assertThat(natives)
                .containsExactlyInAnyOrder(
                        "lib/linux-aarch64/libbrotli.so",
                        "lib/linux-x86_64/libbrotli.so",
                        "linux/aarch64/libzstd-jni.so",
                        "linux/amd64/libzstd-jni.so",
                        "libnetty_tcnative_linux_aarch_64.so",
                        "libnetty_tcnative_linux_x86_64.so",
                        "libnetty_transport_native_epoll_aarch_64.so",
                        "libnetty_transport_native_epoll_x86_64.so",
                        "libnetty_transport_native_io_uring42_aarch_64.so",
                        "libnetty_transport_native_io_uring42_x86_64.so");
    }

    @Test
    void isSmall() {
        long bytes = jars().stream().mapToLong(jar -> jar.toFile().length()).sum();
        assertThat(bytes / 1_000_000).isLessThan(MAX_MEGABYTES);
    }

    @Test
    void hasOneVersionOfEachLibrary() {
        List<String> names =
                jars().stream()
                        .map(jar -> jar.getFileName().toString())
                        .map(name -> name.replaceFirst("-[0-9][0-9.]*(Final|jre)?(?=[-.])", ""))
                        .toList();
        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void bringsTheOptionsThatItsVirtualMachineStartsWith() {
        assertThat(DISTRIBUTION.resolve("waggle.args")).content().contains("-XX:+UseSerialGC");
    }

    /** What they have to do at the start must not delay requests where there is one core. */
    @Test
    void leavesTheCoreToTheEventLoopsWhereTheCompilersWantItToo(@TempDir Path folder)
            throws IOException {
        Path stack = Files.writeString(folder.resolve("stack.yml"), "services: {}\n");
        try (Waggle waggle = Waggle.serve(folder, stack, List.of(), List.of(), Map.of())) {
            Map<String, Set<Integer>> levels = niceLevels(waggle.program().pid());
            assertThat(levels)
                    .containsEntry("C1 CompilerThre", Set.of(5))
                    .containsEntry("C2 CompilerThre", Set.of(5))
                    .containsEntry("loop-1-1", Set.of(0));
        }
    }

    /** How nice the threads of a process are, by their names. */
    private static Map<String, Set<Integer>> niceLevels(long pid) throws IOException {
        Map<String, Set<Integer>> levels = new TreeMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                String fields;
                try {
                    fields = Files.readString(thread.resolve("stat"));
                } catch (IOException e) {
                    continue; // it has ended
                }
                int nameEnd = fields.lastIndexOf(')');
                String name = fields.substring(fields.indexOf('(') + 1, nameEnd);
                String nice = fields.substring(nameEnd + 2).split(" ", -1)[NICE];
                levels.computeIfAbsent(name, _ -> new TreeSet<>()).add(Integer.valueOf(nice));
            }
        }
        return levels;
    }

    private static List<Path> jars() {
        try (Stream<Path> files = Files.list(DISTRIBUTION.resolve("lib"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> nativesIn(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.matches(".*\\.(so|jnilib|dylib|dll)"))
                    .map(name -> name.replaceFirst("META-INF/native/", ""))
                    .map(name -> name.replaceFirst("-[0-9][-.0-9]*[.]so", ".so"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
