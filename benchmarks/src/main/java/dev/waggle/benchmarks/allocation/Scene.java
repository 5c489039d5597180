package dev.waggle.benchmarks.allocation;

import dev.waggle.benchmarks.load.H2load;
import dev.waggle.benchmarks.peer.Backend;

/** How clients ask: over TLS, on connections that stay, for 1 KiB. */
enum Scene {
    HTTP_1("HTTP/1.1, 16 connections"),
    HTTP_2("HTTP/2, 4 connections of 8 streams");

    private final String title;

    Scene(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    H2load load(int core) {
        return switch (this) {
            case HTTP_1 -> H2load.http1(core, 16, Backend.Paths.SMALL);
            case HTTP_2 -> H2load.http2(core, 4, 8, Backend.Paths.SMALL);
        };
    }
}
