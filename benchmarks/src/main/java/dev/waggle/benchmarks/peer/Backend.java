package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The tasks behind every proxy: one nginx, because nothing else answers with less work of its own.
 * It has the paths of {@link Paths}.
 */
public final class Backend implements AutoCloseable {
    /** What it answers to. */
    public static final class Paths {
        /** 1 KiB of text. */
        public static final String SMALL = "/small";

        /** 10 MiB that do not compress. */
        public static final String LARGE = "/large";

        /** 20 KiB of JSON. */
        public static final String JSON = "/json";

        /** Reads a body to its end, then answers nothing. */
        public static final String SINK = "/sink";

        /** Returns WebSocket messages. */
        public static final String ECHO = EchoServer.PATH;

        /** A unary call of gRPC. */
        public static final String GRPC = "/bench.Echo/Call";

        private Paths() {}
    }

    /** How large the answer of {@link Paths#LARGE} is. */
    public static final int LARGE_BYTES = 10 << 20;

    private static final int SMALL_BYTES = 1024;
    private static final int JSON_BYTES = 20 << 10;

    // A body goes to the sink by way of a second request without it: only so does nginx read it to
    // its end before it
    // answers, and only on this way does it send the trailers that gRPC wants.
    private static final String CONFIGURATION =
            """
            worker_processes 1;
            worker_rlimit_nofile 32768;
            daemon off;
            user root;
            pid FOLDER/backend.pid;
            error_log FOLDER/backend-error.log;
            events { worker_connections 16384; }
            http {
              access_log off;
              tcp_nopush on;
              sendfile on;
              open_file_cache max=100;
              keepalive_requests 1000000000;
              keepalive_timeout 600s;
              types { application/json json; application/grpc grpc; }
              default_type application/octet-stream;
              client_body_temp_path FOLDER/backend-body;
              proxy_temp_path FOLDER/backend-proxy;
              upstream itself { server 127.0.0.1:HTTP_PORT; keepalive 256; keepalive_requests 1000000000; }
              server {
                listen 127.0.0.1:HTTP_PORT backlog=4096;
                root FOLDER/content;
                location = /small { default_type text/plain; return 200 "SMALL"; }
                location = /large { try_files /large.bin =404; }
                location = /json { default_type application/json; try_files /page.json =404; }
                location = /nothing { return 204; }
                location = /message { default_type application/grpc; try_files /message.grpc =404; }
                location = /sink {
                  client_max_body_size 32m;
                  client_body_buffer_size 16m;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Content-Length "";
                  proxy_pass_request_body off;
                  proxy_method GET;
                  proxy_pass http://itself/nothing;
                }
              }
              server {
                listen 127.0.0.1:GRPC_PORT http2 backlog=4096;
                http2_max_concurrent_streams 1024;
                location = /bench.Echo/Call {
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Content-Length "";
                  proxy_pass_request_body off;
                  proxy_method GET;
                  proxy_pass http://itself/message;
                  add_trailer grpc-status 0 always;
                }
              }
            }
            """;

    private final Program nginx;
    private final EchoServer echo;
    private final int httpPort;
    private final int grpcPort;

    private Backend(Program nginx, EchoServer echo, int httpPort, int grpcPort) {
        this.nginx = nginx;
        this.echo = echo;
        this.httpPort = httpPort;
        this.grpcPort = grpcPort;
    }

    /**
     * Starts it on one core.
     *
     * @param folder for its files
     */
    public static Backend start(Path folder, int core) {
        writeContent(folder.resolve("content"));
        int httpPort = Ports.free();
        int grpcPort = Ports.free();
        Path file = folder.resolve("backend.conf");
        write(
                file,
                CONFIGURATION
                        .replace("FOLDER", folder.toString())
                        .replace("HTTP_PORT", Integer.toString(httpPort))
                        .replace("GRPC_PORT", Integer.toString(grpcPort))
                        .replace("SMALL", "x".repeat(SMALL_BYTES))
                        .getBytes(StandardCharsets.UTF_8));
        Program nginx =
                Program.start(
                        core,
                        List.of("nginx", "-c", file.toString()),
                        folder.resolve("backend.out"),
                        Map.of());
        Readiness.await(nginx, "http://127.0.0.1:" + httpPort + Paths.SMALL);
        return new Backend(nginx, EchoServer.start(), httpPort, grpcPort);
    }

    private static void writeContent(Path folder) {
        byte[] large = new byte[LARGE_BYTES];
        new Random(42).nextBytes(large);
        write(folder.resolve("large.bin"), large);
        write(folder.resolve("page.json"), json().getBytes(StandardCharsets.UTF_8));
        write(folder.resolve("message.grpc"), GrpcMessage.of(100));
    }

    /** Objects as an API returns them: the same names again and again, other values. */
    private static String json() {
        Random random = new Random(42);
        StringBuilder text = new StringBuilder("[");
        while (text.length() < JSON_BYTES) {
            text.append(
                    "{\"id\":%d,\"name\":\"item %x\",\"price\":%.2f,\"available\":%b},"
                            .formatted(
                                    random.nextInt(1_000_000),
                                    random.nextInt(),
                                    random.nextDouble() * 100,
                                    random.nextBoolean()));
        }
        text.setLength(JSON_BYTES - 1);
        return text.append(']').toString();
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Address of HTTP/1.1, as {@code 127.0.0.1:port}. */
    public String http() {
        return "127.0.0.1:" + httpPort;
    }

    /** Address of HTTP/2 without TLS, as {@code 127.0.0.1:port}. */
    public String grpc() {
        return "127.0.0.1:" + grpcPort;
    }

    /** Address of the task for WebSockets, as {@code 127.0.0.1:port}. */
    public String echo() {
        return "127.0.0.1:" + echo.port();
    }

    @Override
    public void close() {
        echo.close();
        nginx.close();
    }
}
