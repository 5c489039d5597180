package dev.waggle.benchmarks.compare;

import dev.waggle.benchmarks.load.ConnectionsLoad;
import dev.waggle.benchmarks.load.ConnectionsLoad.Purpose;
import dev.waggle.benchmarks.load.FixedRate;
import dev.waggle.benchmarks.load.H2load;
import dev.waggle.benchmarks.load.Megabytes;
import dev.waggle.benchmarks.load.MessagesLoad;
import dev.waggle.benchmarks.peer.AccessLog;
import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.Backend.Paths;
import dev.waggle.benchmarks.peer.GrpcMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rows of the comparison. */
final class TestCases {
    private static final int CALL_BYTES = 100;

    private final int core;
    private final Path folder;

    /**
     * @param core where the load comes from
     * @param folder for the bodies that are sent
     */
    TestCases(int core, Path folder) {
        this.core = core;
        this.folder = folder;
    }

    List<TestCase> all() {
        List<TestCase> all = new ArrayList<>();
        all.addAll(small());
        all.addAll(connections());
        all.addAll(bulk());
        all.addAll(special());
        all.addAll(times());
        all.addAll(memory());
        return all;
    }

    private List<TestCase> small() {
        return List.of(
                requests("h1-64", "HTTP/1.1, 64 connections, 1 KiB", http1(64)),
                requests("h1-256", "HTTP/1.1, 256 connections, 1 KiB", http1(256)),
                requests("h1-1", "HTTP/1.1, 1 connection, 1 KiB", http1(1)),
                requests("h2", "HTTP/2, 10 connections x 32 streams, 1 KiB", http2()));
    }

    private List<TestCase> connections() {
        return List.of(
                handshakes("tls-full", "full TLS handshakes", Purpose.FULL_HANDSHAKE),
                handshakes(
                        "tls-resumed",
                        "resumed TLS handshakes, one request each",
                        Purpose.RESUMED_HANDSHAKE_AND_REQUEST),
                handshakes(
                        "new",
                        "only new connections, one request each",
                        Purpose.FULL_HANDSHAKE_AND_REQUEST),
                TestCase.warm(
                        "beside-idle",
                        "HTTP/1.1, 64 connections beside 1,000 idle ones",
                        Measure.REQUESTS,
                        MemoryProbe.besideIdleConnections(http1(64))));
    }

    private List<TestCase> bulk() {
        byte[] body = new byte[Backend.LARGE_BYTES];
        H2load upload = H2load.http1(core, 4, Paths.SINK).withBody(file("upload.bin", body));
        return List.of(
                megabytes(
                        "download-h1",
                        "10 MiB download, HTTP/1.1",
                        H2load.http1(core, 8, Paths.LARGE)),
                megabytes("upload-h1", "10 MiB upload, HTTP/1.1", upload),
                megabytes(
                        "download-h2",
                        "10 MiB download, HTTP/2",
                        H2load.http2(core, 2, 4, Paths.LARGE)
                                .with("--window-bits=20")
                                .with("--connection-window-bits=22")));
    }

    private List<TestCase> special() {
        H2load json = H2load.http1(core, 16, Paths.JSON).withField("accept-encoding", "gzip");
        H2load calls =
                H2load.http2(core, 10, 32, Paths.GRPC)
                        .withBody(file("call.grpc", GrpcMessage.of(CALL_BYTES)))
                        .withField("content-type", "application/grpc")
                        .withField("te", "trailers");
        return List.of(
                TestCase.warm(
                        "websocket",
                        "WebSocket messages of 125 bytes, 64 connections",
                        Measure.MESSAGES,
                        Probe.perCpuSecond(new MessagesLoad())),
                requests("grpc", "gRPC, unary, 10 connections x 32 streams", calls),
                requests("gzip", "gzip of 20 KiB of JSON, HTTP/1.1", json),
                requests("log-on", "HTTP/1.1, 64 connections, every proxy logs", http1(64))
                        .with(AccessLog.ON),
                requests("log-off", "HTTP/1.1, 64 connections, no proxy logs", http1(64))
                        .with(AccessLog.OFF));
    }

    private List<TestCase> times() {
        return List.of(
                milliseconds("p50", "median at 2,000 requests a second", 0.5),
                milliseconds("p99", "99th percentile at 2,000 requests a second", 0.99));
    }

    private List<TestCase> memory() {
        return List.of(
                TestCase.fresh(
                        "memory-idle",
                        "memory after the start",
                        Measure.MEMORY,
                        MemoryProbe.idle()),
                TestCase.warm(
                        "memory-loaded",
                        "memory under load, HTTP/1.1, 256 connections",
                        Measure.MEMORY,
                        MemoryProbe.under(http1(256))),
                TestCase.fresh(
                        "idle-memory",
                        "memory of an idle TLS connection",
                        Measure.CONNECTION_MEMORY,
                        MemoryProbe.ofIdleConnections()));
    }

    private TestCase milliseconds(String name, String title, double share) {
        return TestCase.warm(
                name,
                title,
                Measure.MILLISECONDS,
                Probe.ofLoad(new FixedRate(core, share, folder)));
    }

    private static TestCase handshakes(String name, String title, Purpose purpose) {
        return TestCase.warm(
                name, title, Measure.HANDSHAKES, Probe.perCpuSecond(new ConnectionsLoad(purpose)));
    }

    private H2load http1(int connections) {
        return H2load.http1(core, connections, Paths.SMALL);
    }

    private H2load http2() {
        return H2load.http2(core, 10, 32, Paths.SMALL);
    }

    private static TestCase requests(String name, String title, H2load load) {
        return TestCase.warm(name, title, Measure.REQUESTS, Probe.perCpuSecond(load));
    }

    private static TestCase megabytes(String name, String title, H2load load) {
        return TestCase.warm(
                name,
                title,
                Measure.MEGABYTES,
                Probe.perCpuSecond(new Megabytes(load, Backend.LARGE_BYTES)));
    }

    private Path file(String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
