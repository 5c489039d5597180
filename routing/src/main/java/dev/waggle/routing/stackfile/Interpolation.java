package dev.waggle.routing.stackfile;

import dev.waggle.routing.Malformed;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in variables as {@code docker stack deploy} does: {@code $NAME}, {@code ${NAME}}, {@code
 * ${NAME:-default}}, {@code ${NAME-default}}, {@code ${NAME:?message}}, {@code ${NAME?message}},
 * and {@code $$} for a dollar sign. What is filled in is not looked at again.
 */
final class Interpolation {
    private static final Pattern VARIABLE =
            Pattern.compile(
                    "\\$(?:(\\$)"
                            + "|([A-Za-z_][A-Za-z0-9_]*)"
                            + "|\\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?])([^}]*))?\\}"
                            + "|)");
    private static final String ACCEPTED = "$$ for a dollar sign, or ${NAME} for a variable";

    private final Map<String, String> variables;

    Interpolation(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /**
     * The text with its variables filled in.
     *
     * @throws Malformed when a variable is not set and has no default, or a dollar sign is neither
     */
    String apply(String text) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        return VARIABLE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(value(m)));
    }

    private String value(MatchResult match) {
        if (match.group(1) != null) {
            return "$";
        }
        String name = match.group(2) != null ? match.group(2) : match.group(3);
        if (name == null) {
            throw new Malformed("has a $ that begins no variable", ACCEPTED);
        }
        return value(name, match.group(4), match.group(5));
    }

    private String value(String name, @Nullable String operator, @Nullable String operand) {
        String value = variables.get(name);
        boolean emptyCounts = operator == null || !operator.startsWith(":");
        if (value != null && (emptyCounts || !value.isEmpty())) {
            return value;
        }
        if (operator != null && operator.endsWith("-")) {
            return String.valueOf(operand);
        }
        throw new Malformed(
                "needs the variable " + name + ", which is not set",
                "a default as in ${" + name + ":-value}, or set the variable");
    }
}
