package dev.waggle.routing;

/**
 * Something that an operator should mend, in words.
 *
 * <p>The constructor shortens key and value to {@value #MAX_CHARS} characters, the sentences to
 * {@value #MAX_SENTENCE_CHARS}, and replaces control characters: labels come from many hands, and
 * problems go to logs and pages.
 *
 * @param service the full name of the service it is about, empty when it is about none
 * @param label the label's key as written, empty when it is about none
 * @param value the value as written, shortened; empty when there is none
 * @param message what is wrong
 * @param fix what to write or do instead
 */
public record Problem(String service, String label, String value, String message, String fix) {
    private static final int MAX_CHARS = 120;
    private static final int MAX_SENTENCE_CHARS = 400;

    public Problem {
        label = shown(label, MAX_CHARS);
        value = shown(value, MAX_CHARS);
        message = shown(message, MAX_SENTENCE_CHARS);
        fix = shown(fix, MAX_SENTENCE_CHARS);
    }

    private static String shown(String text, int maxChars) {
        String cut = text.length() > maxChars ? text.substring(0, maxChars) + "..." : text;
        StringBuilder shown = new StringBuilder(cut);
        for (int i = 0; i < shown.length(); i++) {
            if (Character.isISOControl(shown.charAt(i))) {
                shown.setCharAt(i, '?');
            }
        }
        return shown.toString();
    }
}
