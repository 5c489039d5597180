package dev.waggle.proxy.fuzz;

import dev.waggle.proxy.http1.HeadLimits;
import dev.waggle.proxy.http1.RequestHeadDecoder;
import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.HostNormaliser;
import dev.waggle.proxy.policy.PathNormaliser;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * A host in the first line and a path in the second: their normalised forms have what is promised
 * of them, and a path that is let through leads the most careless reader to the same route.
 */
public final class HostAndPathTarget {
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+|\\[[0-9a-f:.]+]");
    private static final String CONTEXT = "/app";

    private HostAndPathTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int line = text.indexOf('\n');
        if (line < 0) {
            return;
        }
        String request =
                "GET " + text.substring(line + 1) + " HTTP/1.1\r\nHost: " + text.substring(0, line);
        byte[] bytes = (request + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        RequestHead head = new RequestHead();
        DecodeResult result =
                new RequestHeadDecoder(HeadLimits.DEFAULT)
                        .decode(Unpooled.wrappedBuffer(bytes), head);
        if (result == DecodeResult.COMPLETE) {
            checkHost(head);
            checkPath(head);
        }
    }

    private static void checkHost(RequestHead head) {
        HostNormaliser normaliser = new HostNormaliser();
        normaliser.normalise(head);
        String host = latin1(normaliser.bytes(), 0, normaliser.length());
        require(NAME.matcher(host).matches(), "no host: " + host);
        require(!host.endsWith("."), "a dot at the end of " + host);
    }

    private static void checkPath(RequestHead head) {
        PathNormaliser normaliser = new PathNormaliser();
        if (normaliser.normalise(head.bytes(), head.targetStart(), head.pathEnd()) != null) {
            return;
        }
        String raw = head.text(head.targetStart(), head.pathEnd());
        String path = latin1(normaliser.bytes(), normaliser.start(), normaliser.end());
        String framed = path + "/";
        require(path.startsWith("/") && !path.contains("//"), "segments of " + path);
        require(!framed.contains("/./") && !framed.contains("/../"), "dots of " + path);
        byte[] again = path.getBytes(StandardCharsets.ISO_8859_1);
        PathNormaliser second = new PathNormaliser();
        require(second.normalise(again, 0, again.length) == null, "refused again: " + path);
        require(
                latin1(second.bytes(), second.start(), second.end()).equals(path),
                "another path of " + path);
        String route = routeOf(path);
        int contextLength = route.equals(CONTEXT) ? CONTEXT.length() : 1;
        if (normaliser.check(
                        route, contextLength, (all, start, end) -> routeOf(latin1(all, start, end)))
                == null) {
            require(routeOf(raw).equals(route), "as sent to another route: " + raw);
            require(routeOf(careless(raw)).equals(route), "read carelessly elsewhere: " + raw);
        }
    }

    private static String routeOf(String path) {
        return path.equals(CONTEXT) || path.startsWith(CONTEXT + "/") ? CONTEXT : "/";
    }

    /** Decodes until nothing is left to decode, takes off parameters, and follows the dots. */
    private static String careless(String path) {
        String text = path;
        String before;
        do {
            before = text;
            text = decoded(text);
        } while (!text.equals(before));
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : Arrays.asList(text.split("[/\\\\]", -1))) {
            int parameter = segment.indexOf(';');
            String name = parameter < 0 ? segment : segment.substring(0, parameter);
            if (name.equals("..")) {
                segments.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                segments.addLast(name);
            }
        }
        return "/" + String.join("/", segments);
    }

    private static String decoded(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (text.charAt(i) == '%' && low >= 0) {
                out.append((char) (high << 4 | low));
                i += 2;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    private static String latin1(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
