package dev.waggle.proxy.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The temporary folder of one run, and the control groups of the same name. It is locked while its
 * JVM lives, so that a later run knows which folders were left behind, and removes them.
 */
final class RunFolder implements AutoCloseable {
    private static final String PREFIX = "waggle-swarm-";
    private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    /** Those of this JVM: to open and close a file ends all locks that it has on it. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private RunFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes a new one, after removing those whose runs are over. */
    static RunFolder create() {
        try {
            removeLeftOvers();
            Path path = Files.createTempDirectory(TEMPORARY, PREFIX);
            OURS.add(path);
            FileChannel lock = open(path);
            if (lock.tryLock() == null) {
                throw new IllegalStateException(path + " is locked by someone else");
            }
            return new RunFolder(path, lock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    private static void removeLeftOvers() throws IOException {
        for (Path folder : children(TEMPORARY, PREFIX)) {
            if (OURS.contains(folder)) {
                continue;
            }
            try (FileChannel channel = open(folder)) {
                @Nullable FileLock lock = channel.tryLock();
                if (lock != null) {
                    remove(folder);
                }
            }
        }
    }

    private static FileChannel open(Path folder) throws IOException {
        return FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void remove(Path folder) throws IOException {
        Command.of("rm", "-rf", "--one-file-system", folder.toString()).output();
        for (Path group : controlGroups(folder.getFileName().toString())) {
            removeEmptyFolders(group);
        }
    }

    /** In version 1 each controller has a tree of its own; in version 2 there is one. */
    private static List<Path> controlGroups(String name) throws IOException {
        try (Stream<Path> controllers = Files.list(CONTROL_GROUPS)) {
            return Stream.concat(
                            Stream.of(CONTROL_GROUPS.resolve(name)),
                            controllers.map(controller -> controller.resolve(name)))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    /** A control group is removed as a folder; the files in it are none. */
    private static void removeEmptyFolders(Path group) throws IOException {
        try (Stream<Path> groups = Files.walk(group)) {
            List<Path> deepestFirst =
                    groups.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        }
    }

    private static List<Path> children(Path folder, String prefix) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> child.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    @Override
    public void close() {
        try (lock) {
            remove(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
