package dev.waggle.proxy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waggle.proxy.certificates.CertificateCommands;
import dev.waggle.proxy.certificates.ControlClient;
import dev.waggle.proxy.certificates.ImportCommand;
import dev.waggle.proxy.config.Config;
import dev.waggle.routing.check.Columns;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code waggle certs}: lists the certificates of the running Waggle on the same state directory,
 * has one renewed or tried again, or imports those of another tool.
 */
final class CertsCommand {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_PROBLEM = 100;

    private final PrintStream out;
    private final PrintStream err;

    CertsCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * @param words {@code list} or nothing, {@code renew NAME}, {@code retry NAME}, {@code import
     *     PATH}
     * @return the exit code: 0 done, 1 not done, 2 asked wrongly
     */
    int run(Config config, List<String> words, boolean asJson) {
        String verb = words.isEmpty() ? "list" : words.getFirst();
        boolean fits =
                switch (verb) {
                    case "list" -> words.size() <= 1;
                    case "renew", "retry", "import" -> words.size() == 2;
                    default -> false;
                };
        if (!fits) {
            err.println("waggle: certs takes list, renew NAME, retry NAME or import PATH");
            return 2;
        }
        try {
            String line = words.isEmpty() ? verb : String.join(" ", words);
            String answer =
                    verb.equals("import")
                            ? ImportCommand.run(
                                    config, Path.of(words.getLast()), InstantSource.system())
                            : ControlClient.ask(config.stateDir(), line);
            return show(verb, answer, asJson);
        } catch (InvalidPathException e) {
            err.println("waggle: " + e.getMessage());
            return 2;
        } catch (IOException e) {
            err.println(
                    "waggle: no Waggle that orders certificates answers in "
                            + config.stateDir()
                            + ": "
                            + e.getMessage());
            return 1;
        }
    }

    private int show(String verb, String answer, boolean asJson) throws JsonProcessingException {
        if (answer.isEmpty() || answer.startsWith(CertificateCommands.REFUSED)) {
            err.println("waggle: " + (answer.isEmpty() ? "no answer" : answer));
            return 1;
        }
        if (!verb.equals("list") || asJson) {
            out.println(answer);
        } else {
            out.print(table(JSON.readTree(answer)));
        }
        return 0;
    }

    private static String table(JsonNode certificates) {
        Columns columns = new Columns();
        columns.row("NAMES", "SERVED", "WORK", "EXPIRES", "RENEWAL", "NEXT TRY", "PROBLEM");
        for (JsonNode each : certificates) {
            columns.row(
                    names(each.path("names")),
                    each.path("serving").asText(),
                    each.path("work").asText(),
                    time(each.path("notAfter")),
                    time(each.path("renewAt")),
                    time(each.path("retryAt")),
                    shortened(each.path("problem").asText("")));
        }
        return columns.text();
    }

    private static String names(JsonNode names) {
        List<String> texts = new ArrayList<>();
        names.forEach(name -> texts.add(name.asText()));
        return String.join(",", texts);
    }

    private static String time(JsonNode instant) {
        String text = instant.asText("");
        return instant.isNull() || text.isEmpty() ? "-" : text.replaceFirst("\\.\\d+Z$", "Z");
    }

    private static String shortened(String text) {
        String whole = text.equals("null") ? "" : text;
        return whole.length() <= MAX_PROBLEM ? whole : whole.substring(0, MAX_PROBLEM - 1) + "…";
    }
}
