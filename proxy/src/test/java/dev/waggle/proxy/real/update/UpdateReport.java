package dev.waggle.proxy.real.update;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What clients saw of an update.
 *
 * @param failed requests without their whole answer
 * @param repeated GETs that were sent a second time, because their connection ended without a byte
 *     of an answer
 * @param elsewhere how often a connection could not be had and the other address was taken
 * @param resumed connections with the session of an earlier one, of all
 * @param slowestMillis of an answer
 * @param failures some of them, in words
 * @param gaps when an address did not serve, in words
 */
public record UpdateReport(
        int requests,
        int failed,
        int repeated,
        int elsewhere,
        int connections,
        int resumed,
        long slowestMillis,
        List<String> failures,
        List<String> gaps) {
    private static final JsonMapper JSON = new JsonMapper();

    /** In one line. */
    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static UpdateReport ofJson(String line) {
        try {
            return JSON.readValue(line, UpdateReport.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return """
        %d requests, %d failed %s
        %d GET sent twice, %d connections to the other address, %d of %d resumed, slowest %d ms
        gaps: %s\
        """
                .formatted(
                        requests,
                        failed,
                        failures,
                        repeated,
                        elsewhere,
                        resumed,
                        connections,
                        slowestMillis,
                        String.join("; ", gaps));
    }
}
