package dev.waggle.routing.docker;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the Docker Engine listens, as {@code DOCKER_HOST} says it. */
public sealed interface DockerHost {
    /** A Unix socket: {@code unix:///var/run/docker.sock}. */
    record UnixSocket(Path path) implements DockerHost {
        @Override
        public String toString() {
            return "unix://" + path;
        }
    }

    /** A TCP port: {@code tcp://docker-manager:2375}. */
    record TcpPort(String host, int port) implements DockerHost {
        public TcpPort {
            if (host.isBlank() || port < 1 || port > 65535) {
                throw new IllegalArgumentException("a Docker host needs a name and a port");
            }
        }

        @Override
        public String toString() {
            return "tcp://" + host + ":" + port;
        }
    }

    /** Where the Engine listens when nobody says otherwise. */
    static DockerHost local() {
        return new UnixSocket(Path.of("/var/run/docker.sock"));
    }

    /**
     * @throws IllegalArgumentException if the text is neither {@code unix:///PATH} nor {@code
     *     tcp://HOST[:PORT]} (the port defaults to 2375)
     */
    static DockerHost parse(String text) {
        URI uri = uri(text);
        return switch (String.valueOf(uri.getScheme())) {
            case "unix" -> unixSocket(text, uri);
            case "tcp" -> tcpPort(text, uri);
            default -> throw unreadable(text);
        };
    }

    private static DockerHost unixSocket(String text, URI uri) {
        if (uri.getHost() != null || uri.getPath() == null || uri.getPath().length() < 2) {
            throw unreadable(text);
        }
        return new UnixSocket(Path.of(uri.getPath()));
    }

    private static DockerHost tcpPort(String text, URI uri) {
        if (uri.getHost() == null) {
            throw unreadable(text);
        }
        return new TcpPort(uri.getHost(), uri.getPort() == -1 ? 2375 : uri.getPort());
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(unreadable(text).getMessage(), e);
        }
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not a Docker host; write unix:///PATH or tcp://HOST:PORT");
    }
}
