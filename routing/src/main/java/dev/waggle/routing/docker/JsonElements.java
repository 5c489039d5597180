package dev.waggle.routing.docker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * JSON of the Engine, read one element at a time: only one element stands in memory as a tree. What
 * does not read to its end is a failure.
 */
public final class JsonElements {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_STRING_CHARS = 4 << 20;

    private static final ObjectMapper MAPPER =
            new ObjectMapper(
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxNestingDepth(MAX_DEPTH)
                                            .maxStringLength(MAX_STRING_CHARS)
                                            .build())
                            .build());

    private JsonElements() {}

    /** Makes a value of an element, or says why it cannot. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(JsonNode element) throws DockerUnavailable;
    }

    /** All elements of the array that these bytes are. */
    public static <T> List<T> all(byte[] json, String what, Reading<T> reading)
            throws DockerUnavailable {
        return all(json, json.length, what, reading);
    }

    /** The same of the first bytes. */
    static <T> List<T> all(byte[] json, int length, String what, Reading<T> reading)
            throws DockerUnavailable {
        try (JsonParser parser = MAPPER.getFactory().createParser(json, 0, length)) {
            return all(parser, what, reading);
        } catch (DockerUnavailable e) {
            throw e;
        } catch (IOException e) {
            throw new DockerUnavailable("the list of " + what + " cannot be read as JSON", e);
        }
    }

    public static JsonNode one(byte[] json, String what) throws DockerUnavailable {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new DockerUnavailable(what + " cannot be read as JSON", e);
        }
    }

    /** A parser of a stream of objects, for {@link #skip}. */
    public static JsonParser parser(InputStream stream) throws IOException {
        return MAPPER.getFactory().createParser(stream);
    }

    /**
     * Passes over the next value of a stream, whatever its size.
     *
     * @return whether there was one
     */
    public static boolean skip(JsonParser parser) throws IOException {
        boolean more = parser.nextToken() != null;
        if (more) {
            parser.skipChildren();
        }
        return more;
    }

    /** The next value of a stream; empty at its end. */
    public static Optional<JsonNode> next(JsonParser parser) throws IOException {
        return parser.nextToken() == null ? Optional.empty() : Optional.of(MAPPER.readTree(parser));
    }

    private static <T> List<T> all(JsonParser parser, String what, Reading<T> reading)
            throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw new DockerUnavailable("the list of " + what + " is no list");
        }
        List<T> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.isExpectedStartObjectToken()) {
                throw new DockerUnavailable("the list of " + what + " has an element of no kind");
            }
            JsonNode element = MAPPER.readTree(parser);
            elements.add(reading.read(element));
        }
        if (parser.nextToken() != null) {
            throw new DockerUnavailable("there is more after the list of " + what);
        }
        return elements;
    }
}
