package dev.waggle.proxy.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the configuration for people: the one that holds, and the reference of all keys. */
public final class ConfigText {
    /** Texts that YAML reads as they stand and nobody could take for something else. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9/._-]*");

    private ConfigText() {}

    /**
     * The configuration that holds as YAML, which can be used as a file again. Behind each value
     * stands where it comes from. Secrets are masked, and stand in comments like keys without a
     * value.
     */
    public static String effective(List<Setting> settings) {
        Map<ConfigKey<?>, Setting> byKey =
                settings.stream().collect(Collectors.toMap(Setting::key, Function.identity()));
        StringBuilder text = new StringBuilder();
        String group = "";
        for (ConfigKey<?> key : inGroups()) {
            if (!group(key).equals(group)) {
                group = group(key);
                text.append(group).append(":\n");
            }
            text.append(line(key, byKey.get(key)));
        }
        return text.toString();
    }

    private static String line(ConfigKey<?> key, @Nullable Setting setting) {
        String indent = group(key).isEmpty() ? "" : "  ";
        String name = key.path().substring(key.path().indexOf('.') + 1);
        if (setting == null) {
            return indent + "# " + name + ": # not set\n";
        }
        String comment = " # " + setting.origin().text().replaceAll("\\p{Cntrl}", "?") + "\n";
        return key.secret()
                ? indent + "# " + name + ": " + Secret.MASK + comment
                : indent + name + ": " + quoted(setting.text()) + comment;
    }

    /** All keys, those without a group first. */
    private static List<ConfigKey<?>> inGroups() {
        List<ConfigKey<?>> keys = new ArrayList<>();
        List<String> groups = ConfigKeys.ALL.stream().map(ConfigText::group).distinct().toList();
        groups.stream()
                .sorted((one, other) -> Boolean.compare(!one.isEmpty(), !other.isEmpty()))
                .forEach(group ->
                        ConfigKeys.ALL.stream()
                                .filter(key -> group(key).equals(group))
                                .forEach(keys::add));
        return keys;
    }

    private static String group(ConfigKey<?> key) {
        int dot = key.path().indexOf('.');
        return dot < 0 ? "" : key.path().substring(0, dot);
    }

    private static String quoted(String text) {
        if (PLAIN.matcher(text).matches()) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints()
                .forEach(c -> {
                    if (c == '"' || c == '\\') {
                        quoted.append('\\').appendCodePoint(c);
                    } else if (Character.isISOControl(c)) {
                        quoted.append(String.format("\\u%04x", c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                });
        return quoted.append('"').toString();
    }

    /** The reference of all keys as a Markdown table. */
    public static String reference() {
        StringBuilder text =
                new StringBuilder("| key | default | accepted | meaning |\n|---|---|---|---|\n");
        for (ConfigKey<?> key : inGroups()) {
            text.append(
                    "| `%s` | %s | %s | %s |\n"
                            .formatted(
                                    key.path(),
                                    defaultText(key),
                                    key.type().accepted(),
                                    description(key)));
        }
        return text.toString();
    }

    private static String defaultText(ConfigKey<?> key) {
        String text = key.defaultText();
        return text == null ? "not set" : text.isEmpty() ? "none" : "`" + text + "`";
    }

    private static String description(ConfigKey<?> key) {
        String others =
                key.otherVariables().stream()
                        .map(name -> " `" + name + "` counts too.")
                        .collect(Collectors.joining());
        return key.description() + others + (key.secret() ? " Has no flag." : "");
    }
}
