package dev.waggle.proxy.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads a YAML file into lines of path and value: {@code limits: {fields: 64}} is {@code
 * limits.fields} with {@code 64}. A list is its elements joined by commas.
 *
 * <p>Bounded: 1 MiB, 8 levels. Aliases and further documents are refused, a key may stand once.
 */
final class ConfigFile {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_LEVELS = 8;
    private static final YAMLFactory YAML =
            YAMLFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(MAX_LEVELS).build())
                    .build();

    private final Path file;
    private final Consumer<ConfigProblem> problems;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    /**
     * A value in the file.
     *
     * @param path the keys above it, joined by dots
     */
    record Entry(String path, String text, Origin.Line origin) {}

    private ConfigFile(Path file, Consumer<ConfigProblem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** Reads the whole file; what cannot be read becomes a problem and is left out. */
    static List<Entry> read(Path file, Consumer<ConfigProblem> problems) {
        ConfigFile reader = new ConfigFile(file, problems);
        try {
            reader.parse(reader.text());
        } catch (JsonProcessingException e) {
            reader.report("", line(e.getLocation()), "is no valid YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            reader.report("", 1, "cannot be read: " + e);
        }
        return reader.entries;
    }

    private String text() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("it is larger than " + Units.size(MAX_BYTES));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private void parse(String text) throws IOException {
        try (YAMLParser parser = YAML.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                mapping(parser, "");
                first = parser.nextToken();
            }
            boolean nothing = first == null || parser.getText().isEmpty();
            if (!nothing) {
                report("", line(parser), "expected one mapping of keys to values");
            }
        }
    }

    private void mapping(YAMLParser parser, String above) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String path = above + parser.currentName();
            int line = line(parser);
            if (!seen.add(path)) {
                report(path, line, "stands twice; keep one");
            }
            value(parser, path, line);
        }
    }

    private void value(YAMLParser parser, String path, int line) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_OBJECT) {
            mapping(parser, path + ".");
        } else if (token == JsonToken.START_ARRAY) {
            sequence(parser, path, line);
        } else {
            add(path, scalar(parser, path, token), line);
        }
    }

    private void sequence(YAMLParser parser, String path, int line) throws IOException {
        List<String> elements = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            if (token == null || token.isStructStart()) {
                report(path, line(parser), "expected plain values in the list");
                parser.skipChildren();
            } else {
                elements.add(scalar(parser, path, token));
            }
            token = parser.nextToken();
        }
        add(path, String.join(",", elements), line);
    }

    private String scalar(YAMLParser parser, String path, JsonToken token) throws IOException {
        if (parser.isCurrentAlias()) {
            report(path, line(parser), "expected a value in place of an alias");
        }
        return token == JsonToken.VALUE_NULL ? "" : parser.getText();
    }

    private void add(String path, String text, int line) {
        entries.add(new Entry(path, text.strip(), new Origin.Line(file, line)));
    }

    private void report(String key, int line, String expected) {
        String name = key.isEmpty() ? "file" : key;
        problems.accept(new ConfigProblem(name, new Origin.Line(file, line), "", expected));
    }

    private static int line(YAMLParser parser) {
        return line(parser.currentTokenLocation());
    }

    private static int line(JsonLocation location) {
        return location == null ? 1 : Math.max(1, location.getLineNr());
    }
}
