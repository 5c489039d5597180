package dev.waggle.acme;

/** Text of others as it may stand in a message: one line, no control characters, bounded. */
public final class Printable {

    private static final int MAX_CHARACTERS = 400;

    private Printable() {}

    /** The beginning of the text. */
    public static String of(String text) {
        String line = oneLine(text);
        return line.length() > MAX_CHARACTERS ? line.substring(0, MAX_CHARACTERS) + "..." : line;
    }

    /** The end of the text: what a program says last is why it failed. */
    public static String endOf(String text) {
        String line = oneLine(text);
        return line.length() > MAX_CHARACTERS
                ? "..." + line.substring(line.length() - MAX_CHARACTERS)
                : line;
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.strip().codePoints().forEach(c -> line.appendCodePoint(isPrintable(c) ? c : ' '));
        return line.toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
