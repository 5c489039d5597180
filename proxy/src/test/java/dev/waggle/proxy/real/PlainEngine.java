package dev.waggle.proxy.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A private Docker engine on this machine that manages no Swarm, for Compose and {@code docker
 * run}. Its host has one address, which is not that of the loopback: engines trust everyone there.
 */
final class PlainEngine implements AutoCloseable {
    private static final String ADDRESS = "198.18.1.1";

    private final RunFolder folder;
    private final Engine engine;
    private final Images images;

    private PlainEngine(RunFolder folder, Engine engine) {
        this.folder = folder;
        this.engine = engine;
        this.images = new Images(folder.path(), engine);
    }

    /** Starts it and waits until it answers. */
    static PlainEngine start() {
        RunFolder folder = RunFolder.create();
        PlainEngine plain = new PlainEngine(folder, Engine.start("plain", ADDRESS, folder.path()));
        try {
            plain.onHost("ip", "address", "add", ADDRESS + "/32", "dev", "lo").output();
            plain.engine.awaitEngine();
            return plain;
        } catch (RuntimeException | Error e) {
            plain.close();
            throw e;
        }
    }

    /** Where the host is reached, on all of its published ports. */
    String address() {
        return engine.address();
    }

    Images images() {
        return images;
    }

    /** Where files for containers may be put; it goes when the engine goes. */
    Path folder() {
        return folder.path();
    }

    /** A file with this text, that everyone may read. */
    Path file(String name, String text) {
        try {
            return Files.writeString(folder.path().resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs {@code docker} and wants it to succeed. */
    String docker(String... arguments) {
        return engine.docker(arguments);
    }

    /** The same, to be run by the caller. */
    Command dockerCommand(String... arguments) {
        return engine.dockerCommand(arguments);
    }

    /** Docker Compose in the folder of this run, for the project {@code home}. */
    Command compose(List<Path> files, String... arguments) {
        return engine.compose("home", files, arguments);
    }

    /** A program of this machine in the network of the engine's host. */
    Command onHost(String... words) {
        return engine.inNetwork(words);
    }

    /** Gives the engine's host a name that only it knows. */
    void knowsHost(String name) {
        String line = "echo \"$1 $2\" >>/etc/hosts";
        engine.inside("sh", "-c", line, "sh", address(), name).output();
    }

    /** Lets the engine trust a registry whose certificate this authority has signed. */
    void trusts(String registry, Path authority) {
        Path folder = Path.of("/etc/docker/certs.d", registry);
        engine.inside("mkdir", "-p", folder.toString()).output();
        engine.inside("cp", authority.toString(), folder.resolve("ca.crt").toString()).output();
    }

    /** What the kernel says of a process, by the number that the engine has for it. */
    String processStatus(String process) {
        return engine.inside("cat", "/proc/" + process + "/status").output();
    }

    /** The end of the engine's log. */
    String log() {
        return engine.log();
    }

    @Override
    public void close() {
        engine.close();
        folder.close();
    }
}
