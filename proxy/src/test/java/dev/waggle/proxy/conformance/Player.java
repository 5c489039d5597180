package dev.waggle.proxy.conformance;

import dev.waggle.proxy.http2.FrameClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The client of a case. Behind all that the case sends it asks for a probe: on a connection that
 * has to stay open it is answered, and on one that has to close it reaches nobody.
 */
public final class Player {
    private static final int LONGEST_WAIT_MILLIS = 20_000;
    private static final String PROBE =
            "GET /probe HTTP/1.1\r\nHost: site.test\r\nConnection: close\r\n\r\n";
    private static final String[] HTTP2_PROBE = {
        ":method", "GET", ":scheme", "https", ":path", "/probe", ":authority", "tls.test"
    };
    private static final int ANSWERS_HEAD = "head-".length();

    private final StrictTask task;
    private final int plainPort;
    private final Callable<Socket> http2;

    /**
     * @param plainPort where HTTP/1 is spoken
     * @param http2 opens connections on which HTTP/2 is spoken
     */
    public Player(StrictTask task, int plainPort, Callable<Socket> http2) {
        this.task = task;
        this.plainPort = plainPort;
        this.http2 = http2;
    }

    /**
     * What came of a case.
     *
     * @param answers statuses, resets and what ends a connection, the probe's too
     * @param received by an HTTP/1 client, without Date fields and the probe's answer
     * @param upstream what the task saw, without the probe
     */
    public record Outcome(List<String> answers, String received, String upstream) {}

    /** What should come of it. */
    public static List<String> wantedAnswers(Case played) {
        List<String> wanted = new ArrayList<>();
        played.verdicts().stream()
                .map(verdict -> withoutMethod(verdict.answer()))
                .filter(answer -> !answer.equals("nothing"))
                .forEach(wanted::add);
        if (played.staysOpen() && played.probed()) {
            wanted.add("" + StrictTask.PROBE_STATUS);
        }
        return wanted;
    }

    private static String withoutMethod(String answer) {
        return answer.startsWith("head-") ? answer.substring(ANSWERS_HEAD) : answer;
    }

    /** Plays a case from its beginning to the end of its connection. */
    public Outcome play(Case played) throws Exception {
        task.play(played);
        return played.isHttp2() ? playHttp2(played) : playHttp1(played);
    }

    private Outcome playHttp1(Case played) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), plainPort)) {
            socket.setSoTimeout(LONGEST_WAIT_MILLIS);
            socket.setTcpNoDelay(true);
            String all = played.sent() + (played.probed() ? PROBE : "");
            socket.getOutputStream().write(all.getBytes(StandardCharsets.ISO_8859_1));
            String first = played.probed() ? "" : endAfterFirst(played, socket);
            byte[] rest = socket.getInputStream().readAllBytes();
            String got = first + new String(rest, StandardCharsets.ISO_8859_1);
            int headsOnly =
                    (int)
                            played.verdicts().stream()
                                    .filter(verdict -> verdict.answer().startsWith("head-"))
                                    .count();
            Answers answers = Answers.read(got, headsOnly);
            return new Outcome(
                    answers.statuses().stream().map(String::valueOf).toList(),
                    answers.text(),
                    task.takeSeen());
        }
    }

    /** Ends a tunnel once there is one, and a request that never will be at once. */
    private static String endAfterFirst(Case played, Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        if (!played.verdicts().getFirst().answer().equals("nothing")) {
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                head.append((char) b);
                if (head.indexOf("\r\n\r\n") >= 0) {
                    break;
                }
            }
        }
        socket.shutdownOutput();
        return head.toString();
    }

    private Outcome playHttp2(Case played) throws Exception {
        try (FrameClient client = new FrameClient(http2.call())) {
            List<String> answers = new ArrayList<>();
            send(client, played.frames());
            String answer;
            do {
                answer = answer(client, 1);
                answers.add(answer);
            } while (answer.startsWith("1"));
            if (!answer.startsWith("goaway")) {
                client.headers(3, true, HTTP2_PROBE);
                answers.add(answer(client, 3));
            }
            return new Outcome(Collections.unmodifiableList(answers), "", task.takeSeen());
        }
    }

    private static void send(FrameClient client, List<Case.Frame> frames) throws IOException {
        for (int i = 0; i < frames.size(); i++) {
            boolean last = i == frames.size() - 1;
            switch (frames.get(i)) {
                case Case.Frame.Headers(var fields) ->
                        client.headers(1, last, fields.toArray(String[]::new));
                case Case.Frame.Data(var bytes) ->
                        client.data(1, last, bytes.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static String answer(FrameClient client, int stream) {
        FrameClient.Frame frame =
                client.await(f ->
                        f.type() == FrameClient.GOAWAY
                                || (f.stream() == stream
                                        && (f.type() == FrameClient.HEADERS
                                                || f.type() == FrameClient.RST_STREAM)));
        return switch (frame.type()) {
            case FrameClient.HEADERS -> frame.status();
            case FrameClient.RST_STREAM -> "reset-" + frame.number();
            default -> "goaway-" + frame.numberAt(4);
        };
    }
}
