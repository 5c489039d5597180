package dev.waggle.routing.check;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Malformed;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsName;
import dev.waggle.routing.stackfile.StackFile;
import dev.waggle.routing.stackfile.StackFileReader;
import dev.waggle.routing.translate.Translator;
import dev.waggle.routing.translate.TranslatorSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a stack file would route, and what is wrong with it.
 *
 * @param text lines of at most what the file's names make of them, for a terminal
 * @param hasProblems whether anything should be mended
 */
public record CheckReport(String text, boolean hasProblems) {
    /** One byte over what a stack file may have is enough to refuse it. */
    private static final int MAX_BYTES_READ = 1024 * 1024 + 1;

    /** Of a file, with the defaults of the labels and the variables of the environment. */
    public static CheckReport of(Path file) {
        return of(file, TranslatorSettings.DEFAULTS, System.getenv());
    }

    /** Of a file; one that cannot be read is a problem too. */
    public static CheckReport of(
            Path file, TranslatorSettings settings, Map<String, String> variables) {
        try (InputStream in = Files.newInputStream(file)) {
            return of(StackFileReader.read(in.readNBytes(MAX_BYTES_READ), variables), settings);
        } catch (Malformed e) {
            return new CheckReport(file + " " + e.what() + "\n", true);
        } catch (NoSuchFileException e) {
            return new CheckReport(file + " does not exist\n", true);
        } catch (IOException e) {
            return new CheckReport(file + " cannot be read: " + e + "\n", true);
        }
    }

    private static CheckReport of(StackFile file, TranslatorSettings settings) {
        RouteTable table = Translator.translate(List.of(file.state()), settings);
        List<Problem> problems = new ArrayList<>(file.problems());
        problems.addAll(table.problems());
        String text = routes(table) + "\n" + unrouted(table) + problems(problems);
        return new CheckReport(text, !problems.isEmpty());
    }

    private static String routes(RouteTable table) {
        if (table.routes().isEmpty()) {
            return "no routes\n";
        }
        Columns columns = new Columns();
        columns.row("HOST", "CONTEXT", "ROUTE", "ENDPOINTS", "OPTIONS");
        for (Route route : table.routes()) {
            columns.row(
                    route.host().text(),
                    route.context().value(),
                    route.upstream().key(),
                    endpoints(route),
                    options(route));
        }
        return columns.text();
    }

    private static String endpoints(Route route) {
        return route.upstream().isEmpty()
                ? "-"
                : route.upstream().endpoints().stream()
                        .map(Endpoint::authority)
                        .collect(Collectors.joining(","));
    }

    private static String unrouted(RouteTable table) {
        Set<String> routed = new HashSet<>();
        table.routes().forEach(route -> routed.add(route.host().text()));
        List<String> names =
                table.tlsNames().stream()
                        .map(TlsName::name)
                        .map(name -> name.text())
                        .filter(name -> !routed.contains(name))
                        .toList();
        return names.isEmpty() ? "" : "certificate only: " + String.join(", ", names) + "\n\n";
    }

    private static String problems(List<Problem> problems) {
        if (problems.isEmpty()) {
            return "no problems\n";
        }
        StringBuilder text = new StringBuilder();
        text.append(problems.size()).append(problems.size() == 1 ? " problem" : " problems");
        text.append(":\n");
        problems.forEach(problem -> append(text, problem));
        return text.toString();
    }

    private static void append(StringBuilder text, Problem problem) {
        text.append("  ").append(problem.service().isEmpty() ? "file" : problem.service());
        if (!problem.label().isEmpty()) {
            text.append(": ").append(problem.label());
        }
        if (!problem.value().isEmpty()) {
            text.append(" = ").append(problem.value());
        }
        text.append("\n    ").append(problem.message());
        text.append("\n    ").append(problem.fix()).append('\n');
    }

    private static String options(Route route) {
        String text =
                RouteOptionsText.of(route).entrySet().stream()
                        .map(option -> option.getKey() + "=" + option.getValue())
                        .collect(Collectors.joining(" "));
        return text.isEmpty() ? "-" : text;
    }
}
