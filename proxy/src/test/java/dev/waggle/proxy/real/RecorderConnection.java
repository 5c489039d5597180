package dev.waggle.proxy.real;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** One connection to a recorder, served by one thread. */
final class RecorderConnection {
    private static final String TASK = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("-");

    private final Recorder recorder;
    private final int number;
    private final Socket socket;
    private final InputStream input;
    private final OutputStream output;
    private final RecorderReader reader;

    RecorderConnection(Recorder recorder, int number, Socket socket) throws IOException {
        this.recorder = recorder;
        this.number = number;
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream());
        this.output = new BufferedOutputStream(socket.getOutputStream());
        this.reader = new RecorderReader(input);
    }

    /** Answers request after request until one side closes. */
    void serve() throws IOException {
        socket.setTcpNoDelay(true);
        boolean goesOn = true;
        while (goesOn) {
            goesOn = exchange();
            output.flush();
        }
        socket.shutdownOutput();
    }

    /** Returns whether the connection goes on. */
    private boolean exchange() throws IOException {
        Optional<RecorderReader.Head> head;
        try {
            head = reader.readHead();
        } catch (RecorderReader.Refused e) {
            return refuse(recorder.nextRequest(), e.problem());
        }
        return head.isPresent() && answer(head.get(), recorder.nextRequest());
    }

    private boolean answer(RecorderReader.Head head, int request) throws IOException {
        RecorderPlan plan = RecorderPlan.parse(head.query());
        if (plan.has("upgrade")) {
            recorder.keep(reader.recorded(request, number, ""));
            return tunnel(head, request);
        }
        if (plan.has("early")) {
            RecordedRequest nothing = new RecordedRequest(request, number, "", 0, 0, "", "");
            plan.answer(output, head.method(), nothing, identity(request));
            output.flush();
        }
        try {
            continueIfAsked(head);
            reader.readBody(head);
        } catch (RecorderReader.Refused e) {
            return refuse(request, e.problem());
        }
        RecordedRequest recorded = reader.recorded(request, number, "");
        recorder.keep(recorded);
        if (plan.has("silent")) {
            return input.read() >= 0; // waits for the peer to give up
        }
        if (!plan.has("early")) {
            plan.answer(output, head.method(), recorded, identity(request));
        }
        return head.keepsConnection() && !plan.closes();
    }

    private void continueIfAsked(RecorderReader.Head head) throws IOException {
        if (head.all("expect").contains("100-continue")) {
            write("HTTP/1.1 100 Continue\r\n\r\n");
            output.flush();
        }
    }

    private boolean tunnel(RecorderReader.Head head, int request) throws IOException {
        String protocol = String.join(", ", head.all("upgrade"));
        write("HTTP/1.1 101 Recorded\r\nConnection: Upgrade\r\nUpgrade: " + protocol + "\r\n");
        for (String key : head.all("sec-websocket-key")) {
            write("Sec-WebSocket-Accept: " + webSocketAccept(key) + "\r\n");
        }
        write(identity(request) + "\r\n");
        output.flush();
        byte[] buffer = new byte[1 << 14];
        for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
            output.write(buffer, 0, count);
            output.flush();
        }
        return false;
    }

    /** RFC 6455 section 4.2.2. */
    private static String webSocketAccept(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest(
                                    (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                            .getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private boolean refuse(int request, String problem) throws IOException {
        recorder.keep(reader.recorded(request, number, problem));
        write("HTTP/1.1 400 Refused\r\n" + identity(request) + "Recorder-Problem: " + problem);
        write("\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return false;
    }

    private String identity(int request) {
        return "Recorder-Task: %s\r\nRecorder-Connection: %d\r\nRecorder-Request: %d\r\n"
                .formatted(TASK, number, request);
    }

    private void write(String text) throws IOException {
        output.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
