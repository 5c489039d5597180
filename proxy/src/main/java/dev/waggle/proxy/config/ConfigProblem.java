package dev.waggle.proxy.config;

/**
 * Something in the configuration that cannot stand.
 *
 * @param key the key's path or, when there is no such key, the name as written
 * @param origin where it was written
 * @param value what was written, shortened, masked when it is secret; empty when there is nothing
 * @param expected what is accepted, or what to write instead
 */
public record ConfigProblem(String key, Origin origin, String value, String expected) {
    private static final int LONGEST_VALUE = 80;

    public ConfigProblem {
        key = printable(key);
        value = printable(value);
    }

    static ConfigProblem badValue(Setting setting) {
        return new ConfigProblem(
                setting.key().path(),
                setting.origin(),
                setting.shown(),
                "expected " + setting.key().type().accepted());
    }

    static ConfigProblem of(Setting setting, String expected) {
        return new ConfigProblem(setting.key().path(), setting.origin(), setting.shown(), expected);
    }

    /** One line for people. */
    public String text() {
        String shown = value.isEmpty() ? "" : " \"" + value + "\"";
        return key + shown + " (" + origin.text() + "): " + expected;
    }

    private static String printable(String text) {
        String cut =
                text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
