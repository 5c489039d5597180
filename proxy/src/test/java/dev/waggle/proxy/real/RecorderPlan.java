package dev.waggle.proxy.real;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to answer, from the query of the request. Keys, all optional:
 *
 * <ul>
 *   <li>{@code status=404}
 *   <li>{@code body=1000}: so many bytes, {@code abc...zabc...}; {@code text=...}: these
 *   <li>{@code echo}: the body is the request's own bytes
 *   <li>{@code framing=length|chunked|close}, by default {@code length}
 *   <li>{@code version=1.0}: a status line of HTTP/1.0, and the connection closes
 *   <li>{@code header=Name:value}, {@code trailer=Name:value}, {@code interim=103}: any number
 *   <li>{@code close}: says and does so
 *   <li>{@code cut=10}: closes after so many bytes of the body
 *   <li>{@code raw=...}: sends exactly these bytes and closes
 *   <li>{@code early}: answers before reading the body, then reads it
 *   <li>{@code silent}: never answers
 *   <li>{@code upgrade}: 101, then every byte comes back
 * </ul>
 */
record RecorderPlan(List<Setting> settings) {
    private static final int PIECE = 1 << 14;

    record Setting(String name, String value) {}

    static RecorderPlan parse(String query) {
        List<Setting> settings = new ArrayList<>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            settings.add(new Setting(name, URLDecoder.decode(value, StandardCharsets.ISO_8859_1)));
        }
        return new RecorderPlan(List.copyOf(settings));
    }

    boolean has(String name) {
        return settings.stream().anyMatch(setting -> setting.name().equals(name));
    }

    private List<String> all(String name) {
        return settings.stream()
                .filter(setting -> setting.name().equals(name))
                .map(Setting::value)
                .toList();
    }

    private Optional<String> one(String name) {
        return all(name).stream().findFirst();
    }

    /** Whether the connection ends with this answer. */
    boolean closes() {
        return has("close")
                || has("cut")
                || has("raw")
                || framing().equals("close")
                || version().equals("1.0");
    }

    private String framing() {
        return one("framing").orElse("length");
    }

    private String version() {
        return one("version").orElse("1.1");
    }

    /**
     * Writes the answer.
     *
     * @param identity fields that say which task, connection and request this was
     */
    void answer(OutputStream output, String method, RecordedRequest request, String identity)
            throws IOException {
        if (has("raw")) {
            write(output, one("raw").orElseThrow());
            return;
        }
        for (String status : all("interim")) {
            write(output, "HTTP/1.1 " + status + " Interim\r\nRecorder-Interim: yes\r\n\r\n");
        }
        int status = one("status").map(Integer::parseInt).orElse(200);
        byte[] body = body(request);
        write(output, head(status, identity, body.length));
        if (!method.equals("HEAD") && status != 204 && status != 304) {
            writeBody(output, body);
        }
        output.flush();
    }

    private byte[] body(RecordedRequest request) {
        if (has("echo")) {
            return request.bytes().getBytes(StandardCharsets.ISO_8859_1);
        }
        Optional<String> size = one("body");
        return size.isPresent()
                ? letters(Integer.parseInt(size.get()))
                : one("text").orElse("").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] letters(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) ('a' + i % 26);
        }
        return bytes;
    }

    private String head(int status, String identity, int length) {
        StringBuilder head =
                new StringBuilder("HTTP/" + version() + " " + status + " Recorded\r\n" + identity);
        all("header").forEach(field -> head.append(field).append("\r\n"));
        switch (framing()) {
            case "chunked" -> head.append("Transfer-Encoding: chunked\r\n");
            case "length" -> {
                if (status != 204) {
                    head.append("Content-Length: ").append(length).append("\r\n");
                }
            }
            default -> {}
        }
        if (closes()) {
            head.append("Connection: close\r\n");
        }
        return head.append("\r\n").toString();
    }

    private void writeBody(OutputStream output, byte[] body) throws IOException {
        int end = one("cut").map(Integer::parseInt).orElse(body.length);
        boolean chunked = framing().equals("chunked");
        for (int from = 0; from < end; from += PIECE) {
            int count = Math.min(PIECE, end - from);
            if (chunked) {
                write(output, Integer.toHexString(count) + "\r\n");
            }
            output.write(body, from, count);
            if (chunked) {
                write(output, "\r\n");
            }
        }
        if (chunked && !has("cut")) {
            write(output, "0\r\n");
            for (String trailer : all("trailer")) {
                write(output, trailer + "\r\n");
            }
            write(output, "\r\n");
        }
    }

    private static void write(OutputStream output, String text) throws IOException {
        output.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
