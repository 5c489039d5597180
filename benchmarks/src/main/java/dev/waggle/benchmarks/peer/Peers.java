package dev.waggle.benchmarks.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The proxies that are here: Waggle, those of this system, and those of a second system in a
 * folder, whose names end in {@code -new}.
 */
public final class Peers {
    /** What Waggle is called. */
    public static final String WAGGLE = "waggle";

    private static final String NEW = "-new";
    private static final List<String> VERSION = List.of("-v");

    private final Path distribution;
    private final Path newerSystem;

    /**
     * @param distribution of Waggle
     * @param newerSystem folder of a system with newer releases; need not exist
     */
    public Peers(Path distribution, Path newerSystem) {
        this.distribution = distribution;
        this.newerSystem = newerSystem;
    }

    /** All that are installed, Waggle first. */
    public List<Peer> installed() {
        List<Peer> peers = new ArrayList<>();
        peers.add(waggle(WAGGLE, distribution));
        peers.addAll(of(Installation.HERE, ""));
        if (Files.isDirectory(newerSystem)) {
            peers.addAll(of(new Installation(newerSystem), NEW));
        }
        return List.copyOf(peers);
    }

    /**
     * One that the caller names: {@code name=/folder} is another distribution of Waggle, {@code
     * name=port} something that listens on loopback already.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Peer given(String name, String where) {
        Path folder = Path.of(where);
        if (Files.isRegularFile(folder.resolve("waggle.args"))) {
            return waggle(name, folder);
        }
        try {
            return new ListeningPeer(name, Integer.parseInt(where));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    where + " is neither a port nor the folder of a distribution", e);
        }
    }

    private static Peer waggle(String name, Path distribution) {
        Waggle waggle = new Waggle(distribution);
        return new ConfiguredPeer(name, waggle.version(), true, waggle::prepare);
    }

    private static List<Peer> of(Installation system, String suffix) {
        List<Optional<Peer>> peers =
                List.of(
                        peer(system, "nginx", suffix, VERSION, it -> nginx(it, suffix)),
                        peer(system, "haproxy", suffix, VERSION, it -> new Haproxy(it)::prepare),
                        peer(system, "h2o", suffix, VERSION, it -> new H2o(it)::prepare),
                        peer(
                                system,
                                "caddy",
                                suffix,
                                List.of("version"),
                                it -> new Caddy(it)::prepare));
        return peers.stream().flatMap(Optional::stream).toList();
    }

    private static ConfiguredPeer.Recipe nginx(List<String> program, String suffix) {
        return new Nginx(program, suffix.equals(NEW))::prepare;
    }

    private static Optional<Peer> peer(
            Installation system,
            String program,
            String suffix,
            List<String> version,
            Function<List<String>, ConfiguredPeer.Recipe> recipe) {
        return system.command(program)
                .map(command ->
                        new ConfiguredPeer(
                                program + suffix,
                                Installation.append(command, version.toArray(String[]::new)),
                                false,
                                recipe.apply(command)));
    }
}
