package dev.waggle.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Markdown file at the top of the project.
 *
 * @param file where it is
 * @param text what it says
 */
public record Document(Path file, String text) {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]+\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final String END = "<!-- end -->";

    /** The file of this name. */
    public static Document read(String name) {
        try {
            Path file = PROJECT.resolve(name);
            return new Document(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands between the markers of a generated part, without the line ends around it. */
    String generated(String name) {
        return text.substring(partStart(name), partEnd(name)).strip();
    }

    /** The same document with another content of a generated part, written to its file. */
    Document rewrite(String name, String content) {
        String fresh =
                text.substring(0, partStart(name))
                        + "\n"
                        + content.strip()
                        + "\n"
                        + text.substring(partEnd(name));
        try {
            Files.writeString(file, fresh);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Document(file, fresh);
    }

    private int partStart(String name) {
        String marker = "<!-- generated: " + name + " -->";
        int start = text.indexOf(marker);
        if (start < 0) {
            throw new AssertionError(file.getFileName() + " has no line " + marker);
        }
        return start + marker.length();
    }

    private int partEnd(String name) {
        int end = text.indexOf(END, partStart(name));
        if (end < 0) {
            throw new AssertionError(file.getFileName() + ": no " + END + " after " + name);
        }
        return end;
    }

    /** The links that lead nowhere: files that do not exist, and headings that are not there. */
    List<String> brokenLinks() {
        return LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.startsWith("https://"))
                .filter(link -> !resolves(link))
                .toList();
    }

    private boolean resolves(String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]);
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || read(PROJECT.relativize(target).toString()).anchors().contains(parts[1]);
    }

    /** Headings as they are linked to: lower case, hyphens for spaces, no punctuation. */
    private Set<String> anchors() {
        return HEADING.matcher(text)
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** The one indented block of code that holds this text, without its indentation. */
    public String codeBlock(String holding) {
        return all("(?:^ {4}.*\\n(?:\\n(?= {4}))*)+")
                .filter(block -> block.contains(holding))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no block of code has " + holding))
                .stripIndent();
    }

    /** Every match of an expression. */
    Stream<String> all(String expression) {
        Matcher matcher = Pattern.compile(expression, Pattern.MULTILINE).matcher(text);
        return matcher.results().map(MatchResult::group);
    }
}
