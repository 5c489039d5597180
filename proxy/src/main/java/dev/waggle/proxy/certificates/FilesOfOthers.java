package dev.waggle.proxy.certificates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether what this process writes into a folder is for the folder's owner to read. Root can write
 * into the state directory of a proxy that runs as another user, which then could read none of it,
 * since all of it is private.
 */
final class FilesOfOthers {
    private FilesOfOthers() {}

    /**
     * Tries it with a file that is removed again; a folder that is not there yet has no owner.
     *
     * @throws IOException if a file made here would be of another user than the folder, with what
     *     to do; or if none can be made
     */
    static void refuseToMakeThem(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Path trial;
        try {
            trial = Files.createTempFile(folder, ".owner-", "");
        } catch (IOException e) {
            throw new IOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
        try {
            Object own = Files.getAttribute(trial, "unix:uid");
            Object owner = Files.getAttribute(folder, "unix:uid");
            if (!own.equals(owner)) {
                throw new IOException(
                        "%s belongs to user %s, who could not read what user %s writes into it; run this as user %s, such as by setpriv --reuid %s --clear-groups"
                                .formatted(folder, owner, own, owner, owner));
            }
        } finally {
            Files.deleteIfExists(trial);
        }
    }
}
