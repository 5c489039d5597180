package dev.waggle.proxy.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of an image, put together from programs of this machine with the libraries that they
 * link to, since a private engine can pull nothing.
 */
final class RootFileSystem {
    // "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x...)" or "/lib64/ld-linux-x86-64.so.2
    // (0x...)"
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private static final String USERS =
            """
            root:x:0:0::/:/bin/sh
            www-data:x:33:33::/:/bin/false
            nonroot:x:65532:65532::/:/bin/false
            nobody:x:65534:65534::/:/bin/false
            """;
    private static final String GROUPS =
            "root:x:0:\nwww-data:x:33:\nnonroot:x:65532:\nnogroup:x:65534:\n";

    private final Path staged;
    private final Set<String> fromMachine = new TreeSet<>();
    private final List<String> excluded = new ArrayList<>();

    /**
     * An empty one.
     *
     * @param staged a folder that may be filled; it need not exist
     */
    RootFileSystem(Path staged) {
        this.staged = staged;
        write("/etc/passwd", USERS);
        write("/etc/group", GROUPS);
        write("/etc/nsswitch.conf", "hosts: files dns\n");
        makeFolder("/tmp").toFile().setWritable(true, false);
    }

    /** A file with this text. */
    RootFileSystem write(String path, String text) {
        try {
            makeFolder(path.substring(0, path.lastIndexOf('/')));
            Files.writeString(inside(path), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A symbolic link. */
    RootFileSystem link(String path, String target) {
        try {
            makeFolder(path.substring(0, path.lastIndexOf('/')));
            Files.createSymbolicLink(inside(path), Path.of(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file or a tree of the machine, at the same place. Symbolic links become what they mean. */
    RootFileSystem tree(String path, String... exclusions) {
        fromMachine.add(path.substring(1));
        excluded.addAll(List.of(exclusions));
        return this;
    }

    /** A program or library with all libraries that it links to. */
    RootFileSystem linked(String path) {
        return librariesOf(path).tree(path);
    }

    /** The libraries that a program or library links to, without itself. */
    RootFileSystem librariesOf(String path) {
        Matcher libraries = LIBRARY.matcher(Command.of("ldd", path).run().output());
        while (libraries.find()) {
            tree(libraries.group(1));
        }
        return this;
    }

    /** A shell and the small programs of Unix. */
    RootFileSystem busybox() {
        tree("/bin/busybox");
        Command.of("busybox", "--list")
                .output()
                .lines()
                .filter(applet -> !applet.equals("busybox"))
                .forEach(applet -> link("/bin/" + applet, "busybox"));
        return this;
    }

    /** Writes it as a tar archive. */
    void pack(Path archive) {
        Command.of("tar", "-cf", archive.toString(), "-C", staged.toString(), ".").output();
        List<String> append = new ArrayList<>(List.of("tar", "-rhf", archive.toString()));
        excluded.forEach(each -> append.add("--exclude=" + each));
        append.addAll(List.of("-C", "/"));
        append.addAll(fromMachine);
        Command.of(append.toArray(String[]::new)).output();
    }

    private Path makeFolder(String path) {
        try {
            return Files.createDirectories(inside(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path inside(String path) {
        return staged.resolve(path.substring(1));
    }
}
