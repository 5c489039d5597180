package dev.waggle.proxy;

import dev.waggle.proxy.config.Config;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The proxy with a task of its own to show what it does, for whoever tries it: no Swarm, no
 * certificate and no configuration are needed.
 */
final class Quickstart {
    private static final String STACK =
            """
            # The stack file of the quickstart: labels are written as in any stack.
            services:
              hello:
                image: hello
                deploy:
                  labels:
                    routing-host: localhost
                    routing-port: "PORT"
            x-waggle:
              endpoints:
                hello: ["127.0.0.1:PORT"]
            """;

    private Quickstart() {}

    /** Runs until the process is told to stop; returns the exit code. */
    static int run(Config config) {
        DisposableServer hello = startHello();
        try {
            Config withStack = config.withStackFile(writeStack(hello.port()));
            return Main.serve(withStack, Quickstart::greet);
        } finally {
            hello.disposeNow(Duration.ofSeconds(2));
        }
    }

    private static DisposableServer startHello() {
        return HttpServer.create().host("127.0.0.1").port(0).handle(Quickstart::hello).bindNow();
    }

    /** Answers what a task sees of a request, so that one can see what the proxy adds. */
    private static Mono<Void> hello(HttpServerRequest request, HttpServerResponse response) {
        StringBuilder text = new StringBuilder("Hello from a task behind Waggle.\n\n");
        text.append(request.method()).append(' ').append(request.uri()).append('\n');
        request.requestHeaders()
                .forEach(field ->
                        text.append(field.getKey())
                                .append(": ")
                                .append(field.getValue())
                                .append('\n'));
        return response.header(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .sendString(Mono.just(text.toString()))
                .then();
    }

    private static Path writeStack(int port) {
        try {
            Path file = Files.createTempFile("waggle-quickstart", ".yml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, STACK.replace("PORT", Integer.toString(port)));
        } catch (IOException e) {
            throw new UncheckedIOException("the stack file of the quickstart cannot be written", e);
        }
    }

    private static void greet(Edge edge) {
        Path authority = edge.localAuthorityPem();
        String trust = authority == null ? "--insecure" : "--cacert " + authority;
        System.err.printf(
                "%n  Waggle serves https://localhost:%d/ from a stack file with one service.%n%n"
                        + "    curl %s https://localhost:%d/%n%n"
                        + "  What it knows: http://localhost:%d/api/routes   Stop it with Ctrl-C.%n%n",
                edge.httpsPort(), trust, edge.httpsPort(), edge.adminPort());
    }
}
