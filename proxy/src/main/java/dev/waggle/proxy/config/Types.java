package dev.waggle.proxy.config;

import dev.waggle.routing.AddressRange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types that values have. Each one knows its range and says it in words. */
final class Types {
    private static final int LONGEST_TEXT = 1024;
    private static final int LONGEST_LIST = 1024;

    /** Printable ASCII without spaces, quotes or backslashes, which no name or address needs. */
    private static final Pattern WORD = Pattern.compile("[!#-&(-\\[\\]-~]+");

    /** RFC 6838 section 4.2. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]*/([a-z0-9][a-z0-9!#$&^_.+-]*|\\*)");

    private static final Pattern SERVER =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]+)\\]|([0-9.]+)):(\\d{1,5})");

    private static final String HOST_NAME =
            "(?=[^@]{1,253}(?:@|$))(?:LABEL\\.)*(?!\\d+(?:@|$))LABEL"
                    .replace("LABEL", "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");

    private static final Pattern NAME_AT_SERVER = Pattern.compile(HOST_NAME + "@" + HOST_NAME);

    private Types() {}

    static ValueType<Integer> integer(int least, int most) {
        return type(
                "a whole number from " + least + " to " + most,
                text ->
                        Optional.of(text)
                                .filter(it -> it.matches("\\d{1,10}"))
                                .map(Long::parseLong)
                                .filter(it -> it >= least && it <= most)
                                .map(Long::intValue));
    }

    static ValueType<Long> size(long least, long most) {
        String range = Units.size(least) + " to " + Units.size(most);
        return type(
                "a size from " + range + " (like 512k or 10m)",
                text -> Units.size(text).filter(it -> it >= least && it <= most));
    }

    /** A size where 0 means that there is no limit. */
    static ValueType<Long> sizeLimit() {
        return type("a size (like 512k or 10m), 0 = no limit", Units::size);
    }

    static ValueType<Duration> duration(Duration least, Duration most) {
        String range = Units.duration(least) + " to " + Units.duration(most);
        return type(
                "a duration from " + range + " (like 500ms, 10s or 15m)",
                text ->
                        Units.duration(text)
                                .filter(it -> it.compareTo(least) >= 0 && it.compareTo(most) <= 0));
    }

    static ValueType<Boolean> bool() {
        return type(
                "true, false, yes, no, on, off, 1 or 0",
                text ->
                        switch (text.toLowerCase(Locale.ROOT)) {
                            case "true", "yes", "on", "1" -> Optional.of(true);
                            case "false", "no", "off", "0" -> Optional.of(false);
                            default -> Optional.empty();
                        });
    }

    /** One of an enumeration's names, in lower case. */
    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> values) {
        List<E> all = Arrays.asList(values.getEnumConstants());
        String names = all.stream().map(Types::word).collect(Collectors.joining(", "));
        return type(
                "one of " + names,
                text -> all.stream().filter(it -> word(it).equals(text)).findFirst());
    }

    static ValueType<Path> path() {
        return type("a path", Types::parsePath);
    }

    static ValueType<InetAddress> address() {
        return type("an IP address", AddressRange::literal);
    }

    static ValueType<AddressRange> range() {
        return type("addresses or CIDR ranges (10.0.0.0/8)", AddressRange::parse);
    }

    /** A text of printable ASCII without spaces, at most 1,024 characters. */
    static ValueType<String> word(String what) {
        return type(what, text -> Optional.of(text).filter(Types::isShort).filter(Types::isWord));
    }

    /** The same with spaces inside. */
    static ValueType<String> text(String what) {
        return type(
                what,
                text ->
                        Optional.of(text)
                                .filter(Types::isShort)
                                .filter(it ->
                                        isWord(it.replace(' ', '_')) && it.equals(it.strip())));
    }

    /** The address of a server, {@code 192.0.2.1}, {@code 192.0.2.1:53} or {@code [::1]:53}. */
    static ValueType<InetSocketAddress> server(int usualPort) {
        return type(
                "addresses of servers (192.0.2.1, 192.0.2.1:53, [2001:db8::1]:53)",
                text -> {
                    Matcher parts = SERVER.matcher(text);
                    if (!parts.matches()) {
                        return AddressRange.literal(text)
                                .map(it -> new InetSocketAddress(it, usualPort));
                    }
                    String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
                    return port(parts.group(3))
                            .flatMap(port ->
                                    AddressRange.literal(host)
                                            .map(it -> new InetSocketAddress(it, port)));
                });
    }

    /**
     * Where a public address is learnt: an address, a URL, or {@code name@server}, in lower case.
     */
    static ValueType<String> addressSource() {
        return type(
                "addresses, URLs (https://api.ipify.org) or names at DNS servers"
                        + " (myip.opendns.com@resolver1.opendns.com)",
                text ->
                        Optional.of(text)
                                .filter(Types::isShort)
                                .filter(it ->
                                        AddressRange.literal(it).isPresent()
                                                || NAME_AT_SERVER.matcher(it).matches()
                                                || parseUri(it)
                                                        .filter(uri ->
                                                                isComplete(uri, "https", "http"))
                                                        .isPresent()));
    }

    private static Optional<Integer> port(String digits) {
        return Optional.of(Integer.parseInt(digits)).filter(it -> it >= 1 && it <= 65_535);
    }

    /** {@code text/css}, or {@code text/*}; in lower case. */
    static ValueType<String> mediaType() {
        return type(
                "media types (text/css, text/*)",
                text ->
                        Optional.of(text)
                                .filter(Types::isShort)
                                .map(it -> it.toLowerCase(Locale.ROOT))
                                .filter(it -> MEDIA_TYPE.matcher(it).matches()));
    }

    static ValueType<Secret> secret() {
        return type(
                "a text of 1 to 1024 characters",
                text -> Optional.of(text).filter(Types::isShort).map(Secret::new));
    }

    /** A URL that is a credential, such as that of a webhook. */
    static ValueType<Secret> secretUrl() {
        ValueType<URI> url = uri("an http or https URL", "http", "https");
        return type(url.accepted(), text -> url.parse(text).map(URI::toString).map(Secret::new));
    }

    static ValueType<URI> uri(String what, String... schemes) {
        return type(
                what,
                text ->
                        Optional.of(text)
                                .filter(Types::isShort)
                                .flatMap(Types::parseUri)
                                .filter(uri -> isComplete(uri, schemes)));
    }

    /** A list by comma; blanks around its elements do not count, an empty text is no element. */
    static <T> ValueType<List<T>> list(ValueType<T> element) {
        return type("a list of " + element.accepted(), text -> parseList(element, text));
    }

    private static <T> Optional<List<T>> parseList(ValueType<T> element, String text) {
        List<T> values = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", LONGEST_LIST + 1)) {
            Optional<T> value = element.parse(part.strip());
            if (value.isEmpty() || values.size() == LONGEST_LIST) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(List.copyOf(values));
    }

    private static Optional<Path> parsePath(String text) {
        if (!isShort(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static Optional<URI> parseUri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static boolean isComplete(URI uri, String... schemes) {
        boolean known = Arrays.asList(schemes).contains(uri.getScheme());
        return known
                && uri.getUserInfo() == null
                && ("unix".equals(uri.getScheme())
                        ? uri.getHost() == null && uri.getPath() != null && !uri.getPath().isEmpty()
                        : uri.getHost() != null);
    }

    private static boolean isShort(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_TEXT;
    }

    private static boolean isWord(String text) {
        return WORD.matcher(text).matches();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <T> ValueType<T> type(String accepted, Function<String, Optional<T>> parser) {
        return new ValueType<>() {
            @Override
            public Optional<T> parse(String text) {
                return parser.apply(text);
            }

            @Override
            public String accepted() {
                return accepted;
            }
        };
    }
}
