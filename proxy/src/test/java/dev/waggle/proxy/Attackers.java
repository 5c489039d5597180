package dev.waggle.proxy;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Attackers as a program of their own, so that they can have less of the machine than what they
 * attack. They are told by the lines of their input: {@code ATTACK|HTTP PORT|HTTPS PORT|AUTHORITY}
 * begins, {@link #END} ends. They say {@link #WAVE} for each wave that is over, {@link #OVER} when
 * the last one is, and otherwise what went wrong.
 */
final class Attackers {
    static final String END = "end";
    static final String WAVE = "wave";
    static final String OVER = "over";

    private static final int AT_ONCE = 2;

    private final PrintStream reports;
    private List<Thread> threads = List.of();
    private volatile boolean over;

    private Attackers(PrintStream reports) {
        this.reports = reports;
    }

    /** Runs until its input ends. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Map<String, Attack> attacks =
                Attack.all().collect(Collectors.toMap(Attack::name, Function.identity()));
        Attackers attackers = new Attackers(System.out);
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (@Nullable String line = commands.readLine();
                line != null;
                line = commands.readLine()) {
            if (line.equals(END)) {
                attackers.end();
            } else {
                String[] words = line.split("\\|", 4);
                attackers.begin(requireNonNull(attacks.get(words[0])), target(words));
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static Target target(String... words) {
        return new Target(
                Integer.parseInt(words[1]), Integer.parseInt(words[2]), Path.of(words[3]));
    }

    private void begin(Attack attack, Target target) {
        over = false;
        threads =
                Stream.generate(() -> Thread.ofPlatform().start(() -> run(attack, target)))
                        .limit(AT_ONCE)
                        .toList();
    }

    private void run(Attack attack, Target target) {
        try {
            while (!over) {
                attack.wave().run(target);
                say(WAVE);
            }
        } catch (Exception | AssertionError e) {
            say(e.toString().replaceAll("\\s+", " "));
        }
    }

    private void end() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        say(OVER);
    }

    private void say(String word) {
        synchronized (reports) {
            reports.println(word);
            reports.flush();
        }
    }
}
