package dev.waggle.proxy.compress;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Head;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a client prefers, by the weights of its {@code Accept-Encoding} (RFC 9110 section 12.5.3).
 *
 * <p>Reused and without garbage; belongs to one event loop. An element that breaks the grammar
 * counts as not there: a coding is used only when the client clearly takes it.
 */
final class AcceptEncoding {
    private static final int UNSAID = -1;
    private static final int FULL_WEIGHT = 1000;
    private static final byte[] IDENTITY = "identity".getBytes(StandardCharsets.US_ASCII);

    private final int[] weights = new int[ContentCoding.count()];
    private int identity;
    private int any;

    /** Reads the fields of a request, all of them as one list. */
    AcceptEncoding read(Head request) {
        Arrays.fill(weights, UNSAID);
        identity = UNSAID;
        any = UNSAID;
        int field = request.find(FieldName.ACCEPT_ENCODING);
        while (field >= 0) {
            readList(request, request.valueStart(field), request.valueEnd(field));
            field = request.find(FieldName.ACCEPT_ENCODING, field + 1);
        }
        return this;
    }

    /**
     * The one with the greatest weight among these, at equal weights the one that this proxy
     * prefers; null when the client takes none of them, or would rather have none.
     *
     * @param candidates a set of {@link ContentCoding#bit() bits}
     */
    @Nullable ContentCoding best(int candidates) {
        int best = -1;
        int bestWeight = 0;
        for (int i = 0; i < weights.length; i++) {
            int weight = weights[i] == UNSAID ? any : weights[i];
            if ((candidates & (1 << i)) != 0 && weight > bestWeight) {
                best = i;
                bestWeight = weight;
            }
        }
        // Identity is always fine, but preferred only when the client says so.
        return best < 0 || identity > bestWeight ? null : ContentCoding.of(best);
    }

    private void readList(Head head, int start, int end) {
        byte[] bytes = head.bytes();
        int at = start;
        while (at < end) {
            int comma = at;
            while (comma < end && bytes[comma] != ',') {
                comma++;
            }
            readElement(head, at, comma);
            at = comma + 1;
        }
    }

    private void readElement(Head head, int start, int end) {
        byte[] bytes = head.bytes();
        int from = skipBlanks(bytes, start, end);
        int to = from;
        while (to < end && Grammar.isToken(bytes[to])) {
            to++;
        }
        int weight = weight(bytes, skipBlanks(bytes, to, end), end);
        if (to == from || weight == UNSAID) {
            return;
        }
        int coding = ContentCoding.find(head, from, to);
        if (coding >= 0) {
            weights[coding] = weight;
        } else if (to - from == 1 && bytes[from] == '*') {
            any = weight;
        } else if (head.spells(from, to, IDENTITY)) {
            identity = weight;
        }
    }

    private static int skipBlanks(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && Grammar.isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    /** In thousandths (RFC 9110 section 12.4.2), or {@link #UNSAID} when it cannot be read. */
    private static int weight(byte[] bytes, int start, int end) {
        if (start == end) {
            return FULL_WEIGHT;
        }
        if (bytes[start] != ';') {
            return UNSAID;
        }
        int at = skipBlanks(bytes, start + 1, end);
        boolean named =
                end - at >= 3 && Grammar.lowerCase(bytes[at]) == 'q' && bytes[at + 1] == '=';
        return named ? thousandths(bytes, at + 2, trimmed(bytes, at + 2, end)) : UNSAID;
    }

    private static int trimmed(byte[] bytes, int start, int end) {
        int to = end;
        while (to > start && Grammar.isBlank(bytes[to - 1])) {
            to--;
        }
        return to;
    }

    /** {@code 0}, {@code 1}, and up to three digits behind a point. */
    private static int thousandths(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length < 1 || length > 5 || (length > 1 && bytes[start + 1] != '.')) {
            return UNSAID;
        }
        int sum = 0;
        int worth = FULL_WEIGHT;
        for (int i = start; i < end; i++) {
            if (i == start + 1) {
                continue;
            }
            if (!Grammar.isDigit(bytes[i])) {
                return UNSAID;
            }
            sum += (bytes[i] - '0') * worth;
            worth /= 10;
        }
        return sum > FULL_WEIGHT ? UNSAID : sum;
    }
}
