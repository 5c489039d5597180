package dev.waggle.proxy.message;

/** The protocol version that a message came with. */
public enum Version {
    HTTP_1_0("HTTP/1.0"),
    HTTP_1_1("HTTP/1.1"),
    HTTP_2("HTTP/2.0");

    private final String text;

    Version(String text) {
        this.text = text;
    }

    /** As access logs write it, {@code HTTP/1.1} or {@code HTTP/2.0}. */
    public String text() {
        return text;
    }
}
