package dev.waggle.routing.stackfile;

import dev.waggle.routing.Malformed;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML within bounds, every scalar as the text that was written.
 *
 * <p>SnakeYAML itself and not a data binding above it: stack files use anchors and merge keys,
 * which the binding does not resolve. Text and no types: a label is text, and YAML 1.1 would make a
 * number of {@code 22:22} and a boolean of {@code on}.
 */
final class StackYaml {
    static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_ALIASES = 500;
    private static final int MAX_DEPTH = 32;

    private StackYaml() {}

    /**
     * The mapping at the top of a document; what an empty file has is an empty one.
     *
     * @throws Malformed with the line, when it is no YAML, too large, or no mapping
     */
    static Map<?, ?> read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new Malformed("is larger than 1 MiB", "a smaller file");
        }
        Object document = load(text(bytes));
        if (document == null) {
            return Map.of();
        }
        if (document instanceof Map<?, ?> mapping) {
            return mapping;
        }
        throw new Malformed("is no mapping at its top", "services: and so on, as in a stack file");
    }

    private static String text(byte[] bytes) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return decoder.decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("is not UTF-8", "text in UTF-8");
        }
    }

    private static Object load(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_BYTES);
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        DumperOptions unused = new DumperOptions();
        Yaml yaml =
                new Yaml(
                        new SafeConstructor(options),
                        new Representer(unused),
                        unused,
                        options,
                        new TextResolver());
        try {
            return yaml.load(text);
        } catch (MarkedYAMLException e) {
            throw new Malformed("is not valid YAML: " + where(e) + e.getProblem(), "valid YAML");
        } catch (YAMLException e) {
            throw new Malformed("is not valid YAML: " + e.getMessage(), "valid YAML");
        } catch (StackOverflowError e) { // an alias to itself survives loading, deep ones may not
            throw new Malformed("is nested too deeply", "a flatter file");
        }
    }

    private static String where(MarkedYAMLException e) {
        var mark = e.getProblemMark();
        return mark == null
                ? ""
                : "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ";
    }

    /** Knows nothing but text, absent values and merge keys. */
    private static final class TextResolver extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<", 10);
            addImplicitResolver(Tag.NULL, Pattern.compile("^(?:~|null|)$"), "~n\0", 10);
            addImplicitResolver(Tag.NULL, EMPTY, null, 10);
        }
    }
}
