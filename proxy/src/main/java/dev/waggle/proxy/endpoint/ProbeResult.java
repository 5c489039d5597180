package dev.waggle.proxy.endpoint;

/** What came of looking at an endpoint. */
public sealed interface ProbeResult {
    /** It takes connections, and is healthy as far as it was asked. */
    ProbeResult PASSED = new Passed();

    /** It serves. */
    record Passed() implements ProbeResult {}

    /** No connection could be made. */
    record Unreachable(String why) implements ProbeResult {}

    /** It answered that it is not well, or did not answer in time. */
    record Unhealthy(String why) implements ProbeResult {}
}
