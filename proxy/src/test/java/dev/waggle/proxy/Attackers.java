package dev.waggle.proxy;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.http2.FrameClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Attackers as a program of their own, so that they can have less of the machine than what they
 * attack. They are told by the lines of their input: {@code ATTACK|HTTP PORT|HTTPS PORT|AUTHORITY}
 * begins, {@link #END} ends. They say {@link #WAVE} for each wave that is over, {@link #CUT} and
 * how for one that was cut before its end, {@link #OVER} when the last one is, and otherwise what
 * went wrong.
 *
 * <p>A wave may be cut because they had no time on the processors for so long that the proxy took
 * them for slow ones.
 */
final class Attackers {
    static final String END = "end";
    static final String WAVE = "wave";
    static final String OVER = "over";
    static final String CUT = "cut: ";

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

    private void begin(Attack attack, Target target) throws InterruptedException {
        stop();
        over = false;
        threads =
                Stream.generate(() -> Thread.ofPlatform().start(() -> run(attack, target)))
                        .limit(AT_ONCE)
                        .toList();
    }

    private void run(Attack attack, Target target) {
        try {
            while (!over) {
                say(wave(attack, target));
            }
        } catch (Exception | AssertionError e) {
            say(inALine(e));
        }
    }

    private static String wave(Attack attack, Target target) throws Exception {
        try {
            attack.wave().run(target);
            return WAVE;
        } catch (SocketException | SSLException | FrameClient.EndedConnection e) {
            return CUT + inALine(e);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof SocketException cut) {
                return CUT + inALine(cut);
            }
            throw e;
        }
    }

    private static String inALine(Throwable e) {
        return e.toString().replaceAll("\\s+", " ");
    }

    private void end() throws InterruptedException {
        stop();
        say(OVER);
    }

    private void stop() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void say(String word) {
        synchronized (reports) {
            reports.println(word);
            reports.flush();
        }
    }
}
