package dev.waggle.proxy.real.acme;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.real.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The two versions of Pebble that tests use.
 *
 * <p>Debian's stable one is installed. The one of Debian's unstable release speaks renewal
 * information (RFC 9773) and profiles too: its package is fetched by apt, from the mirror that apt
 * uses, with lists of its own so that the machine's are not touched, verified by apt's signatures,
 * and unpacked below {@code target}, where it stays.
 */
final class PebblePackage {
    private static final Duration DOWNLOAD_TIME = Duration.ofMinutes(3);
    private static final Path CACHE = Images.PROJECT.resolve("target/pebble");
    private static final String KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
    private static final String USUAL_MIRROR = "http://deb.debian.org/debian";

    private PebblePackage() {}

    /**
     * The folder of the installed programs, version 2.4: neither renewal information nor profiles.
     */
    static Path installed() {
        return Path.of("/usr/bin");
    }

    /** The folder of the newest programs, 2.10 or later. */
    static synchronized Path newest() {
        Path programs = CACHE.resolve("unpacked/usr/bin");
        if (!Files.isExecutable(programs.resolve("pebble"))) {
            try {
                fetch();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return programs;
    }

    private static void fetch() throws IOException {
        Path lists = Files.createDirectories(CACHE.resolve("apt/lists/partial")).getParent();
        Files.createDirectories(CACHE.resolve("apt/cache/archives/partial"));
        Path sources =
                Files.writeString(
                        CACHE.resolve("apt/sources.list"),
                        "deb [signed-by=%s] %s unstable main\n".formatted(KEYRING, mirror()));
        List<String> apt =
                List.of(
                        "apt-get",
                        "--quiet=2",
                        "--option=Dir::Etc::sourcelist=" + sources,
                        "--option=Dir::Etc::sourceparts=-",
                        "--option=Dir::State::lists=" + lists,
                        "--option=Dir::Cache=" + CACHE.resolve("apt/cache"),
                        "--option=APT::Sandbox::User=root",
                        "--option=Acquire::Languages=none");
        run(apt, "update");
        run(
                Stream.concat(Stream.of("env", "--chdir=" + CACHE), apt.stream()).toList(),
                "download",
                "pebble");
        unpack();
        Command.of("rm", "-rf", CACHE.resolve("apt").toString()).output();
    }

    /** Moved into place when it is whole: a run that was killed leaves nothing half. */
    private static void unpack() throws IOException {
        try (Stream<Path> files = Files.list(CACHE)) {
            Path archive =
                    files.filter(it -> it.toString().endsWith(".deb"))
                            .findFirst()
                            .orElseThrow(() -> new IOException("apt left no package"));
            Path unpacking = CACHE.resolve("unpacking");
            Command.of("dpkg-deb", "--extract", archive.toString(), unpacking.toString()).output();
            Files.move(unpacking, CACHE.resolve("unpacked"), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void run(List<String> program, String... arguments) {
        List<String> words = new ArrayList<>(program);
        words.addAll(List.of(arguments));
        Command.of(words.toArray(String[]::new)).within(DOWNLOAD_TIME).output();
    }

    /** The first mirror of the machine's own sources; security updates have another one. */
    private static String mirror() {
        return Command.of("apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN)")
                .output()
                .lines()
                .filter(line -> line.endsWith(" Debian") && !line.contains("security"))
                .map(line -> line.split(" ", 2)[0].replaceFirst("/$", ""))
                .findFirst()
                .orElse(USUAL_MIRROR);
    }
}
