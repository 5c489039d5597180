package dev.waggle.routing.labels;

import dev.waggle.routing.Malformed;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * The folders that labels may name files in: labels come from many hands, and must not make the
 * proxy read a private key as a password file.
 *
 * @param folders absolute and normalised
 */
public record AuthFolders(List<Path> folders) {
    /** Where Swarm puts secrets, and where configs are put by custom. */
    public static final AuthFolders DEFAULT =
            new AuthFolders(List.of(Path.of("/run/secrets"), Path.of("/etc/auth-config")));

    public AuthFolders {
        folders = folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
    }

    /**
     * The path of a file below one of the folders. Only the text is checked: whoever opens the file
     * finds out whether it is there.
     *
     * @throws Malformed when it is not below one, relative, or has {@code ..}
     */
    public Path file(String text) {
        Path path = path(text);
        for (Path name : path) {
            if (name.toString().equals("..")) {
                throw new Malformed("has a .. in its path", accepted());
            }
        }
        Path file = path.normalize();
        boolean isBelow = folders.stream().anyMatch(f -> file.startsWith(f) && !file.equals(f));
        if (!isBelow) {
            throw new Malformed("is not a file below the folders for password files", accepted());
        }
        return file;
    }

    private Path path(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute() && text.chars().noneMatch(Character::isISOControl)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // said below, in the same words
        }
        throw new Malformed("is no absolute path", accepted());
    }

    private String accepted() {
        List<String> names = folders.stream().map(Path::toString).toList();
        return "the path of an htpasswd file below " + String.join(" or ", names);
    }
}
