package dev.waggle.proxy.real;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The second port of a recorder in a container: hands out what the first one kept.
 *
 * <ul>
 *   <li>{@code GET /requests}: a line for each, {@code number connection bodyLength bodySha256
 *       problem-or-dash request-line}, separated by tabs
 *   <li>{@code GET /requests/7}, {@code GET /requests/last}: the exact bytes
 *   <li>{@code GET /connections}: how many were opened
 *   <li>{@code DELETE /requests}: forgets them
 *   <li>{@code DELETE /connections}: closes all of the first port
 * </ul>
 */
final class RecorderControl {
    private static final String NOT_FOUND = "404 Not Found";
    private static final String OK = "200 OK";

    private final Recorder recorder;

    private RecorderControl(Recorder recorder) {
        this.recorder = recorder;
    }

    static void start(Recorder recorder, int port) {
        RecorderControl control = new RecorderControl(recorder);
        ServerSocket listener = Recorder.listen(port);
        Thread.ofVirtual().name("recorder control").start(() -> control.serveAll(listener));
    }

    private void serveAll(ServerSocket listener) {
        while (true) {
            try (Socket socket = listener.accept()) {
                serve(socket);
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        RecorderReader reader =
                new RecorderReader(new BufferedInputStream(socket.getInputStream()));
        RecorderReader.Head head = reader.readHead().orElseThrow(IOException::new);
        Answer answer = answer(head.method() + " " + head.target());
        byte[] body = answer.body().getBytes(StandardCharsets.ISO_8859_1);
        OutputStream output = socket.getOutputStream();
        output.write(
                "HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                        .formatted(answer.status(), body.length)
                        .getBytes(StandardCharsets.ISO_8859_1));
        output.write(body);
    }

    private record Answer(String status, String body) {}

    private Answer answer(String request) {
        return switch (request) {
            case "GET /requests" -> new Answer(OK, list());
            case "GET /connections" -> new Answer(OK, Integer.toString(recorder.connections()));
            case "DELETE /requests" -> {
                recorder.forget();
                yield new Answer(OK, "");
            }
            case "DELETE /connections" -> {
                recorder.dropConnections();
                yield new Answer(OK, "");
            }
            default -> find(request.replaceFirst("^GET /requests/", ""));
        };
    }

    private String list() {
        StringBuilder lines = new StringBuilder();
        for (RecordedRequest each : recorder.requests()) {
            String problem = each.problem().isEmpty() ? "-" : each.problem();
            lines.append(each.number()).append('\t');
            lines.append(each.connection()).append('\t');
            lines.append(each.bodyLength()).append('\t');
            lines.append(each.bodySha256()).append('\t');
            lines.append(problem).append('\t');
            lines.append(each.line()).append('\n');
        }
        return lines.toString();
    }

    private Answer find(String which) {
        List<RecordedRequest> all = recorder.requests();
        if (which.equals("last") && !all.isEmpty()) {
            return new Answer(OK, all.getLast().bytes());
        }
        return all.stream()
                .filter(each -> which.equals(Integer.toString(each.number())))
                .findFirst()
                .map(each -> new Answer(OK, each.bytes()))
                .orElse(new Answer(NOT_FOUND, ""));
    }
}
