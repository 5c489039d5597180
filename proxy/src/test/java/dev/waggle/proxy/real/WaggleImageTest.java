package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the project's Dockerfile makes. */
@OnSwarm
class WaggleImageTest {
    // Of 150: the rest is for the default base image, which has more than a C library.
    private static final long MAX_MEGABYTES = 120;

    private final SwarmCluster swarm;

    WaggleImageTest(SwarmCluster swarm) {
        this.swarm = swarm;
    }

    @Test
    void isSmall() {
        long bytes = Long.parseLong(inspect("{{.Size}}"));
        assertThat(bytes / 1_000_000).isLessThan(MAX_MEGABYTES);
    }

    @Test
    void hasNothingForAnotherArchitecture() {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        assertThat(files("native"))
                .contains("libbrotli.so", "libzstd-jni.so")
                .contains("libnetty_tcnative_linux_" + machine + ".so")
                .filteredOn(name -> name.startsWith("libnetty"))
                .allSatisfy(name -> assertThat(name).endsWith("_" + machine + ".so"));
        assertThat(files("lib"))
                .filteredOn(name -> name.startsWith("zstd-jni-"))
                .singleElement()
                .asString()
                .endsWith("-linux_" + (machine.equals("x86_64") ? "amd64" : "aarch64") + ".jar");
        assertThat(files("lib")).noneMatch(name -> name.contains("-linux-"));
    }

    @Test
    void runsWithoutRootAndWithoutShell() {
        assertThat(inspect("{{.Config.User}}")).isEqualTo("65532:65532");
        assertThat(inspect("{{json .Config.Entrypoint}}"))
                .startsWith("[\"/opt/waggle/runtime/bin/java\"");
        assertThat(inspect("{{json .Config.Healthcheck.Test}}"))
                .startsWith("[\"CMD\",\"/opt/waggle/runtime/bin/java\"")
                .endsWith("\"health\"]");
    }

    @Test
    void ownsTheStateDirectoryInANewVolume() {
        String image = swarm.images().waggle();
        String volume = "state-of-image-test:/var/lib/waggle";
        swarm.docker(
                "run",
                "--rm",
                "--volume",
                volume,
                "--entrypoint",
                "/opt/waggle/runtime/bin/java",
                image,
                "-version");
        assertThat(
                        swarm.docker(
                                "run",
                                "--rm",
                                "--volume",
                                volume,
                                swarm.images().busybox(),
                                "stat",
                                "-c",
                                "%u:%g",
                                "/var/lib/waggle"))
                .isEqualTo("65532:65532");
        swarm.docker("volume", "rm", "state-of-image-test");
    }

    @Test
    void startsTheRuntimeWithItsOptionsOnAReadOnlyFileSystem() {
        Command.Finished version =
                swarm.manager()
                        .dockerCommand(
                                "run",
                                "--rm",
                                "--read-only",
                                "--cap-drop=ALL",
                                "--network=none",
                                "--entrypoint=/opt/waggle/runtime/bin/java",
                                swarm.images().waggle(),
                                "@/opt/waggle/waggle.args",
                                "-version")
                        .run();
        assertThat(version.errors()).contains("25.").doesNotContain("warning");
        assertThat(version.output()).isEmpty();
        assertThat(version.status()).isZero();
    }

    /** There is no shell in the image that could list them. */
    private List<String> files(String folder) {
        String container = swarm.docker("create", swarm.images().waggle());
        try {
            Path copy = Files.createTempDirectory(swarm.folder(), "image-");
            swarm.docker("cp", container + ":/opt/waggle/" + folder, copy.toString());
            try (Stream<Path> files = Files.list(copy.resolve(folder))) {
                return files.map(file -> file.getFileName().toString()).toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            swarm.docker("rm", "--volumes", container);
        }
    }

    private String inspect(String format) {
        return swarm.docker("image", "inspect", "--format", format, swarm.images().waggle());
    }
}
