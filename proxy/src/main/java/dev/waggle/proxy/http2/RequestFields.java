package dev.waggle.proxy.http2;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.Version;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where HPACK puts decoded fields: straight into a head, with pseudo-headers in its ranges and not
 * among its fields (RFC 9113 section 8.3).
 *
 * <p>What is wrong with the fields is kept and asked for afterwards, because the rest of the block
 * has to be decoded all the same for the sake of the dynamic table. A block that is too large is no
 * longer stored. Reused for every block of a connection.
 */
final class RequestFields extends DefaultHttp2Headers {
    private static final int METHOD = 1;
    private static final int SCHEME = 2;
    private static final int PATH = 4;
    private static final int AUTHORITY = 8;
    private static final int PROTOCOL = 16;
    private static final int REQUIRED = METHOD | SCHEME | PATH;

    private final int maxFields;
    private final int maxCookieCrumbs;
    private Head target = new RequestHead();
    private @Nullable String malformed;
    private int pseudoSeen;
    private int crumbs;
    private int fields;
    private int pathBytes;
    private boolean tooMany;
    private boolean webSocket;

    RequestFields(Http2Settings settings) {
        super(false, 2);
        this.maxFields = settings.maxFields();
        this.maxCookieCrumbs = settings.maxCookieCrumbs();
    }

    /** The next block is decoded into this head, which is empty; trailers or a request. */
    void begin(Head newHead) {
        target = newHead;
        if (newHead instanceof RequestHead request) {
            request.version(Version.HTTP_2);
        }
        malformed = null;
        pseudoSeen = crumbs = fields = pathBytes = 0;
        tooMany = webSocket = false;
    }

    /** What the block was decoded into. */
    Head head() {
        return target;
    }

    /** Why the block is no request or trailer section at all, or null. */
    @Nullable String malformed() {
        return malformed;
    }

    /** Whether there are more fields than allowed; then some are missing in the head. */
    boolean hasTooMany() {
        return tooMany;
    }

    /** How many {@code cookie} fields came. */
    int crumbs() {
        return crumbs;
    }

    int pathBytes() {
        return pathBytes;
    }

    /** Whether {@code :protocol} came: an extended CONNECT (RFC 8441). */
    boolean namesProtocol() {
        return (pseudoSeen & PROTOCOL) != 0;
    }

    /** Whether that protocol is the WebSocket's. */
    boolean namesWebSocket() {
        return webSocket;
    }

    /** Whether method, scheme and path came (RFC 9113 section 8.3.1). */
    boolean isComplete() {
        return (pseudoSeen & REQUIRED) == REQUIRED && pathBytes > 0;
    }

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        AsciiString nameText = (AsciiString) name;
        AsciiString valueText = (AsciiString) value;
        if (nameText.isEmpty()) {
            malformed = "bad-field-name";
        } else if (nameText.byteAt(0) == ':') {
            addPseudo(nameText, valueText);
        } else {
            addField(nameText, valueText);
        }
        return this;
    }

    private void addPseudo(AsciiString name, AsciiString value) {
        int pseudo = pseudo(name);
        if (pseudo == 0
                || (pseudoSeen & pseudo) != 0
                || fields > 0
                || !(target instanceof RequestHead request)) {
            malformed = "bad-pseudo-header";
            return;
        }
        pseudoSeen |= pseudo;
        switch (pseudo) {
            case METHOD -> {
                int start = append(value);
                int end = request.length();
                request.method(Method.of(request.bytes(), start, end), start, end);
            }
            case PATH -> addPath(request, value);
            case AUTHORITY -> {
                int start = append(value);
                request.authority(start, request.length());
            }
            case SCHEME -> {
                if (!value.contentEquals("https") && !value.contentEquals("http")) {
                    malformed = "bad-scheme";
                }
            }
            case PROTOCOL -> webSocket = value.contentEqualsIgnoreCase("websocket");
            default -> {}
        }
    }

    private static int pseudo(AsciiString name) {
        return switch (name.length()) {
            case 5 -> name.contentEquals(":path") ? PATH : 0;
            case 7 ->
                    name.contentEquals(":method")
                            ? METHOD
                            : name.contentEquals(":scheme") ? SCHEME : 0;
            case 9 -> name.contentEquals(":protocol") ? PROTOCOL : 0;
            case 10 -> name.contentEquals(":authority") ? AUTHORITY : 0;
            default -> 0;
        };
    }

    private void addPath(RequestHead request, AsciiString value) {
        pathBytes = value.length();
        int start = append(value);
        int end = request.length();
        int pathEnd = start;
        while (pathEnd < end && request.bytes()[pathEnd] != '?') {
            pathEnd++;
        }
        request.target(start, end, pathEnd);
    }

    private void addField(AsciiString name, AsciiString value) {
        fields++;
        if (tooMany) {
            return;
        }
        int nameStart = append(name);
        int nameEnd = target.length();
        FieldName known = FieldName.find(target.bytes(), nameStart, nameEnd);
        if (known == FieldName.COOKIE) {
            crumbs++;
        }
        if (crumbs > maxCookieCrumbs || fields - Math.max(0, crumbs - 1) > maxFields) {
            tooMany = true;
            return;
        }
        int valueStart = append(value);
        target.addField(nameStart, nameEnd, valueStart, target.length(), known);
    }

    private int append(AsciiString text) {
        int from = text.arrayOffset();
        return target.append(text.array(), from, from + text.length());
    }

    /**
     * Makes one field of all cookie crumbs, for tasks that know only one (RFC 9113 section 8.2.3).
     * Crumbs of nothing are left out: the last of them would leave a space at the value's end (RFC
     * 9110 section 5.5). For a head that was checked.
     */
    static void joinCookies(RequestHead head) {
        int first = head.find(FieldName.COOKIE);
        int length = 0;
        int count = 0;
        for (int i = first; i >= 0; i = head.find(FieldName.COOKIE, i + 1)) {
            length += head.valueLength(i) + 2;
            count++;
        }
        if (count < 2) {
            return;
        }
        int nameStart = head.nameStart(first);
        int nameEnd = head.nameEnd(first);
        int start = head.reserve(length - 2);
        int at = start;
        byte[] bytes = head.bytes();
        for (int i = first; i >= 0; i = head.find(FieldName.COOKIE, i)) {
            int crumb = head.valueLength(i);
            if (at > start && crumb > 0) {
                bytes[at++] = ';';
                bytes[at++] = ' ';
            }
            System.arraycopy(bytes, head.valueStart(i), bytes, at, crumb);
            at += crumb;
            head.removeField(i);
        }
        head.addField(nameStart, nameEnd, start, at, FieldName.COOKIE);
    }

    // What Netty's connection decoder asks: the content length is checked by the stream itself.

    @Override
    public List<CharSequence> getAll(CharSequence name) {
        return List.of();
    }

    @Override
    public int size() {
        return fields;
    }

    @Override
    public boolean isEmpty() {
        return fields == 0;
    }
}
