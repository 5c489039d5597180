package dev.waggle.proxy.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads case files. The folder's README says what they look like.
 *
 * @param name of the file
 */
public record CaseFile(String name, List<Case> cases) {
    private static final String NEW_CASE = "=== ";
    private static final Pattern WORDS = Pattern.compile(" ");

    public CaseFile {
        cases = List.copyOf(cases);
    }

    /** All files of a folder that end in {@code .txt}, by name. */
    public static List<CaseFile> readAll(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(CaseFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CaseFile read(Path file) {
        try {
            List<Case> cases = new ArrayList<>();
            List<String> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(NEW_CASE)) {
                    addCases(lines, cases);
                    lines.clear();
                }
                if (!line.isEmpty() && !line.startsWith("#")) {
                    lines.add(line);
                }
            }
            addCases(lines, cases);
            return new CaseFile(file.getFileName().toString(), cases);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static void addCases(List<String> lines, List<Case> cases) {
        if (lines.isEmpty()) {
            return;
        }
        String name = lines.getFirst().substring(NEW_CASE.length());
        List<String> rest = lines.subList(1, lines.size());
        Optional<String> with = rest.stream().filter(line -> line.startsWith("with ")).findFirst();
        if (with.isEmpty()) {
            cases.add(new Builder(name).read(rest));
            return;
        }
        List<String> body = rest.stream().filter(line -> !line.startsWith("with ")).toList();
        for (String value : words(with.get().substring("with ".length()))) {
            List<String> filled = body.stream().map(line -> line.replace("{}", value)).toList();
            cases.add(new Builder(name + ": " + value).read(filled));
        }
    }

    private static List<String> words(String text) {
        return WORDS.splitAsStream(text).toList();
    }

    /** One case while it is read, line by line. */
    private static final class Builder {
        private final String name;
        private final StringBuilder sent = new StringBuilder();
        private final List<Case.Frame> frames = new ArrayList<>();
        private final StringBuilder upstream = new StringBuilder();
        private final List<Case.Verdict> verdicts = new ArrayList<>();
        private @Nullable List<String> fields;
        private @Nullable StringBuilder answer;
        private @Nullable StringBuilder received;
        private boolean taskCloses;
        private boolean closed;
        private boolean probed = true;

        Builder(String name) {
            this.name = name;
        }

        Case read(List<String> lines) {
            for (String line : lines) {
                int space = line.indexOf(' ');
                String word = space < 0 ? line : line.substring(0, space);
                String rest = space < 0 ? "" : line.substring(space + 1);
                readLine(word, rest);
            }
            endFields();
            return new Case(
                    name,
                    sent.toString(),
                    frames,
                    Optional.ofNullable(answer).map(StringBuilder::toString),
                    taskCloses,
                    upstream.toString(),
                    verdicts,
                    Optional.ofNullable(received).map(StringBuilder::toString),
                    !closed,
                    probed);
        }

        private void readLine(String word, String rest) {
            String bytes = CaseText.bytes(rest);
            switch (word) {
                case ">" -> sent.append(bytes).append("\r\n");
                case ">>" -> sent.append(bytes);
                case "|" -> upstream.append(bytes).append("\r\n");
                case "||" -> upstream.append(bytes);
                case "<" -> received = append(received, bytes + "\r\n");
                case "<<" -> received = append(received, bytes);
                case "task>" -> answer = append(answer, bytes + "\r\n");
                case "task>>" -> answer = append(answer, bytes);
                case "task-closes" -> {
                    answer = append(answer, "");
                    taskCloses = true;
                }
                case "2>" -> addField(rest);
                case "2|" -> {
                    endFields();
                    frames.add(new Case.Frame.Data(bytes));
                }
                case "=" -> addVerdict(rest);
                case "closed" -> closed = true;
                case "unprobed" -> probed = false;
                default -> throw new IllegalArgumentException(name + ": " + word);
            }
        }

        private static StringBuilder append(@Nullable StringBuilder to, String bytes) {
            return (to == null ? new StringBuilder() : to).append(bytes);
        }

        private void addField(String text) {
            List<String> all = fields == null ? new ArrayList<>() : fields;
            int space = text.indexOf(' ');
            all.add(CaseText.bytes(space < 0 ? text : text.substring(0, space)));
            all.add(space < 0 ? "" : CaseText.bytes(text.substring(space + 1)));
            fields = all;
        }

        private void endFields() {
            if (fields != null) {
                frames.add(new Case.Frame.Headers(fields));
                fields = null;
            }
        }

        private void addVerdict(String text) {
            int space = text.indexOf(' ');
            verdicts.add(
                    space < 0
                            ? new Case.Verdict(text, "")
                            : new Case.Verdict(
                                    text.substring(0, space), text.substring(space + 1)));
        }
    }
}
