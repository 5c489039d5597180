package dev.waggle.proxy.conformance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The escapes of the case files. */
final class CaseText {
    private static final Pattern REPEAT = Pattern.compile("\\{repeat (\\S+) (\\d+)}");
    private static final Pattern OURS = Pattern.compile("\\{ours (https?) (\\S+)}");

    private CaseText() {}

    /**
     * The bytes of a line: {@code \r \n \t \s} (a space) {@code \\ \xHH}, {@code {repeat TEXT N}},
     * and {@code {ours http HOST}} for the forwarding fields that we add.
     */
    static String bytes(String text) {
        return unescape(OURS.matcher(repeated(text)).replaceAll(CaseText::ours));
    }

    private static String repeated(String text) {
        return REPEAT.matcher(text)
                .replaceAll(m ->
                        Matcher.quoteReplacement(m.group(1).repeat(Integer.parseInt(m.group(2)))));
    }

    private static String ours(java.util.regex.MatchResult match) {
        String host = match.group(2);
        String port = match.group(1).equals("https") ? "443" : portIn(host);
        return Matcher.quoteReplacement(
                "X-Forwarded-For: 127.0.0.1\\r\\nX-Forwarded-Proto: "
                        + match.group(1)
                        + "\\r\\nX-Forwarded-Host: "
                        + host
                        + "\\r\\nX-Forwarded-Port: "
                        + port
                        + "\\r\\nX-Real-IP: 127.0.0.1");
    }

    private static String portIn(String host) {
        int colon = host.indexOf(':');
        return colon < 0 ? "80" : host.substring(colon + 1);
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char kind = text.charAt(++i);
            switch (kind) {
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 's' -> out.append(' ');
                case '\\' -> out.append('\\');
                case 'x' -> {
                    out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("\\" + kind + " in " + text);
            }
        }
        return out.toString();
    }
}
