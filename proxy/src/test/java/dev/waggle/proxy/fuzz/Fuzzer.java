package dev.waggle.proxy.fuzz;

import dev.waggle.proxy.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One target under Jazzer, in a process of its own: its agent rewrites the classes that it watches,
 * and a failure that is found ends the process.
 *
 * @param seeds how many inputs it started from
 * @param runs how many inputs were tried, these among them
 * @param branches how many of the watched branches these reached
 * @param exitCode 0 when nothing was found
 * @param output what it said
 */
record Fuzzer(int seeds, long runs, long branches, int exitCode, String output) {
    private static final Path ROOT = Path.of("target/fuzz");
    private static final int LONG_SECONDS = 30;
    private static final Pattern RUNS = Pattern.compile("(?m)^Done (\\d+) runs");
    private static final Pattern BRANCHES = Pattern.compile(" cov: (\\d+) ");
    private static final String WATCHED =
            "dev.waggle.**:io.netty.handler.codec.haproxy.**:io.netty.handler.codec.http2.**";

    /**
     * Runs one for so long. What it learns stays in {@code target/fuzz} for the next time; an input
     * that fails is written there too, and belongs into the target's seeds once it is mended.
     */
    static Fuzzer run(FuzzTarget target, int seconds) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(ROOT.resolve(target.word()));
        Path learnt = Files.createDirectories(folder.resolve("learnt"));
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        List<byte[]> all = target.seeds();
        for (int i = 0; i < all.size(); i++) {
            Files.write(seeds.resolve(Integer.toString(i)), all.get(i));
        }
        Path output = folder.resolve("output.txt");
        Process process =
                new ProcessBuilder(command(target, seconds, folder, learnt, seeds))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            int exitCode = process.waitFor();
            String text = Files.readString(output);
            return new Fuzzer(all.size(), last(RUNS, text), last(BRANCHES, text), exitCode, text);
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command(
            FuzzTarget target, int seconds, Path folder, Path learnt, Path seeds) {
        // A short run is over before better code would pay.
        String compilation =
                seconds < LONG_SECONDS ? "-XX:TieredStopAtLevel=1" : "-XX:+TieredCompilation";
        List<String> words =
                JavaProcess.command(
                        "com.code_intelligence.jazzer.Jazzer",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        compilation,
                        "-XX:+EnableDynamicAgentLoading",
                        "-Dio.netty.leakDetection.level=disabled");
        words.addAll(
                List.of(
                        "--target_class=" + target.className(),
                        "--instrumentation_includes=" + WATCHED,
                        // Its checks of other libraries break Netty's queues, which set fields by
                        // Unsafe before they have any.
                        "--custom_hook_includes=dev.waggle.**",
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + folder + "/",
                        "-max_total_time=" + seconds,
                        "-timeout=20",
                        "-max_len=8192",
                        "-rss_limit_mb=2048",
                        learnt.toString(),
                        seeds.toString()));
        return words;
    }

    private static long last(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        long number = 0;
        while (matcher.find()) {
            number = Long.parseLong(matcher.group(1));
        }
        return number;
    }
}
