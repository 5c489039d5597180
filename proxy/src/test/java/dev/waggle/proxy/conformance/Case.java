package dev.waggle.proxy.conformance;

import java.util.List;
import java.util.Optional;

/**
 * What a client sends, what the task answers, and what each may see of the other. Bytes stand in
 * strings of ISO 8859-1, a character for each.
 *
 * @param name a sentence
 * @param sent by an HTTP/1 client, or nothing
 * @param frames of an HTTP/2 client, on one stream; nothing when the client speaks HTTP/1
 * @param answer of the task to the first request; nothing for a usual one
 * @param taskCloses whether the task closes its connection behind that answer
 * @param upstream exactly what the task sees
 * @param verdicts what the client sees, in order
 * @param received exactly what the client gets, without the Date field; nothing to look at the
 *     verdicts alone
 * @param staysOpen whether the connection serves another request behind all that
 * @param probed whether that is tried; a tunnel has no requests behind it
 */
public record Case(
        String name,
        String sent,
        List<Frame> frames,
        Optional<String> answer,
        boolean taskCloses,
        String upstream,
        List<Verdict> verdicts,
        Optional<String> received,
        boolean staysOpen,
        boolean probed) {

    public Case {
        frames = List.copyOf(frames);
        verdicts = List.copyOf(verdicts);
        if (verdicts.isEmpty()) {
            throw new IllegalArgumentException("no verdict: " + name);
        }
        if (sent.isEmpty() == frames.isEmpty()) {
            throw new IllegalArgumentException("HTTP/1 or HTTP/2: " + name);
        }
    }

    /** A frame of an HTTP/2 client. */
    public sealed interface Frame {
        /** Names and values in turns. */
        record Headers(List<String> fields) implements Frame {
            public Headers {
                fields = List.copyOf(fields);
            }
        }

        /** A piece of a body. */
        record Data(String bytes) implements Frame {}
    }

    /**
     * What a client is told.
     *
     * @param answer a status, or {@code nothing}; on HTTP/2 also {@code reset} or {@code goaway}
     *     with the code's number
     * @param reason why it was refused, as metrics say it; empty when it was not
     */
    public record Verdict(String answer, String reason) {}

    boolean isHttp2() {
        return !frames.isEmpty();
    }

    @Override
    public String toString() {
        return name;
    }
}
