package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the project's Dockerfile makes. */
@OnSwarm
class WaggleImageTest {
    // Of 150: the rest is for the default base image, which has more than a C library.
    private static final long MAX_MEGABYTES = 125;

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
        assertThat(version.status()).isZero();
    }

    private String inspect(String format) {
        return swarm.docker("image", "inspect", "--format", format, swarm.images().waggle());
    }
}
