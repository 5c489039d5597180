package dev.waggle.proxy.config;

/**
 * The value of a key as somebody wrote it, and where.
 *
 * @param text the value, not yet read
 */
public record Setting(ConfigKey<?> key, String text, Origin origin) {
    /** The value as it may be shown: a secret's is masked. */
    public String shown() {
        return key.secret() ? Secret.MASK : text;
    }

    boolean isReadable() {
        return key.type().parse(text).isPresent();
    }

    @Override
    public String toString() {
        return key.path() + "=" + shown() + " (" + origin.text() + ")";
    }
}
