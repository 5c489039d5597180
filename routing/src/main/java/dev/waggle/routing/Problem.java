package dev.waggle.routing;

/**
 * Something that an operator should mend, in words.
 *
 * <p>The constructor shortens key and value to {@value #MAX_CHARS} characters and replaces control
 * characters: labels come from many hands, and problems go to logs and pages.
 *
 * @param service the full name of the service it is about, empty when it is about none
 * @param label the label's key as written, empty when it is about none
 * @param value the value as written, shortened; empty when there is none
 * @param message what is wrong
 * @param fix what to write or do instead
 */
public record Problem(String service, String label, String value, String message, String fix) {
    private static final int MAX_CHARS = 120;

    public Problem {
        label = shown(label);
        value = shown(value);
    }

    private static String shown(String text) {
        String cut = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "..." : text;
        StringBuilder shown = new StringBuilder(cut);
        for (int i = 0; i < shown.length(); i++) {
            if (Character.isISOControl(shown.charAt(i))) {
                shown.setCharAt(i, '?');
            }
        }
        return shown.toString();
    }
}
