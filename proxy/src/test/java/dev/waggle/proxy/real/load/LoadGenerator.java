package dev.waggle.proxy.real.load;

import dev.waggle.proxy.real.load.task.Work;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.codec.http.HttpMethod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sends requests at a steady rate, half of them {@code POST}, half of them over HTTP/2, and keeps
 * WebSockets and event streams open. It sends nothing twice.
 *
 * <p>A program, for it runs in the clients' network. It reads lines: {@code begin NAME}, from which
 * on requests are counted for this change, and {@code end}, which is answered with one line, a
 * {@link LoadReport}, when the last of them is over.
 */
final class LoadGenerator {
    private static final int CONNECTIONS_OF_FIRST = 5;
    private static final long TICK_MILLIS = 2;
    private static final long MOST_BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Target target;
    private final PrintStream reports;
    private final EventLoop loop;
    private final Http1Calls http1;
    private final Map<String, Http2Calls> http2 = new HashMap<>();
    private Tally tally = new Tally("before");
    private long number;
    private long nextAt = System.nanoTime();

    private LoadGenerator(Target target, PrintStream reports, EventLoop loop) {
        this.target = target;
        this.reports = reports;
        this.loop = loop;
        this.http1 = new Http1Calls(new Connections(loop, target));
    }

    /**
     * Runs until its input ends.
     *
     * @param arguments the words of a {@link Target}
     */
    public static void main(String... arguments) throws IOException {
        EventLoop loop =
                (EventLoop) new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
        LoadGenerator generator = new LoadGenerator(Target.of(arguments), System.out, loop);
        loop.execute(generator::start);
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String command = line;
            loop.execute(() -> generator.obey(command));
        }
        Runtime.getRuntime().halt(0);
    }

    private void start() {
        Connections connections = new Connections(loop, target);
        target.hosts().forEach(host -> http2.put(host, http2Of(connections, host)));
        String first = target.hosts().getFirst();
        new Streams(connections, first, "WebSocket", () -> tally, end -> Talk.of(first, end))
                .open(target.webSockets());
        new Streams(connections, first, "events", () -> tally, end -> Talk.events(first, end))
                .open(target.eventStreams());
        loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        loop.scheduleAtFixedRate(() -> http1.sweep(System.nanoTime()), 1, 1, TimeUnit.SECONDS);
    }

    private Http2Calls http2Of(Connections connections, String host) {
        boolean first = host.equals(target.hosts().getFirst());
        return new Http2Calls(connections, host, first ? CONNECTIONS_OF_FIRST : 1);
    }

    private void obey(String command) {
        if (command.startsWith("begin ")) {
            tally = new Tally(command.substring("begin ".length()));
            nextAt = System.nanoTime();
        } else {
            Tally ended = tally;
            tally = new Tally("between");
            reportWhenComplete(ended);
        }
    }

    private void reportWhenComplete(Tally ended) {
        if (ended.isComplete()) {
            reports.println(ended.report().toJson());
            reports.flush();
        } else {
            loop.schedule(() -> reportWhenComplete(ended), 10, TimeUnit.MILLISECONDS);
        }
    }

    /** Sends what is due. What could not be sent for long is not made up for all at once. */
    private void tick() {
        long now = System.nanoTime();
        nextAt = Math.max(nextAt, now - MOST_BEHIND_NANOS);
        long every = TimeUnit.SECONDS.toNanos(1) / target.perSecond();
        while (now - nextAt >= 0) {
            nextAt += every;
            send(number++);
        }
    }

    private void send(long it) {
        String host = target.host(it);
        // By a digit that the host does not go by: each host gets both.
        HttpMethod method = it / 8 % 2 == 0 ? HttpMethod.GET : HttpMethod.POST;
        Http2Calls streams = http2.get(host);
        boolean overHttp2 = it / 16 % 2 == 0;
        if (streams == null || !(overHttp2 ? streams.hasRoom() : http1.hasRoom(host))) {
            tally.held();
        } else if (overHttp2) {
            streams.begin(new Call(tally, new Work(it), host, "h2", method));
        } else {
            http1.begin(new Call(tally, new Work(it), host, "h1", method));
        }
    }
}
