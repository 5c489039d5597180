package dev.waggle.proxy.auth;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.ClientIdentity;
import dev.waggle.routing.HttpUrl;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the question whether a request may pass: a GET with the fields of the request, and with
 * what it asks for in the fields that the known services read.
 *
 * <p>Authelia's and Authentik's endpoints and oauth2-proxy read {@code X-Forwarded-Method}, {@code
 * -Proto}, {@code -Host}, {@code -Uri} and {@code -For}; their endpoints for Nginx read {@code
 * X-Original-URL} and {@code X-Original-Method}.
 */
final class AuthQuestion {
    private static final long NOT_ASKED =
            FieldName.bits(
                    FieldName.HOST,
                    FieldName.CONTENT_LENGTH,
                    FieldName.TRANSFER_ENCODING,
                    FieldName.CONNECTION,
                    FieldName.PROXY_CONNECTION,
                    FieldName.KEEP_ALIVE,
                    FieldName.TE,
                    FieldName.TRAILER,
                    FieldName.UPGRADE,
                    FieldName.HTTP2_SETTINGS,
                    FieldName.PROXY_AUTHORIZATION,
                    FieldName.EXPECT,
                    FieldName.RANGE,
                    FieldName.FORWARDED,
                    FieldName.X_FORWARDED_FOR,
                    FieldName.X_FORWARDED_PROTO,
                    FieldName.X_FORWARDED_HOST,
                    FieldName.X_FORWARDED_PORT,
                    FieldName.X_FORWARDED_PREFIX,
                    FieldName.X_FORWARDED_SERVER,
                    FieldName.X_REAL_IP);

    /**
     * What a client could pretend to ask for, and conditions: they are about the task's answer, and
     * would turn a yes into a 304 or 412.
     */
    private static final Set<String> NOT_ASKED_EITHER =
            Set.of(
                    "x-forwarded-method",
                    "x-forwarded-uri",
                    "x-original-url",
                    "x-original-uri",
                    "x-original-method",
                    "if-match",
                    "if-none-match",
                    "if-modified-since",
                    "if-unmodified-since",
                    "if-range");

    private AuthQuestion() {}

    /**
     * The head of the question, a copy that outlives the request.
     *
     * @param client who sent the request
     */
    static RequestHead about(RequestHead request, ClientIdentity client, HttpUrl url) {
        RequestHead head = new RequestHead();
        writeStart(head, url);
        for (int i = 0; i < request.fieldCount(); i++) {
            if (isAsked(request, i)) {
                copy(request, i, head);
            }
        }
        writeChain(head, request, client);
        writeRequested(head, request, client);
        return head;
    }

    /** As the service sees the client: what a trusted proxy said of it is among the fields. */
    static ClientIdentity asker(ClientIdentity client) {
        return new ClientIdentity(
                text(client.clientAddress()), text(client.peerAddress()), client.isHttps(), true);
    }

    private static void writeStart(RequestHead head, HttpUrl url) {
        int method = head.append("GET");
        int target = head.append(url.target());
        int query = url.target().indexOf('?');
        int authority = head.append(url.authority());
        head.method(Method.GET, method, target);
        head.target(target, authority, query < 0 ? authority : target + query);
        head.authority(authority, head.length());
        head.host(authority, authority + url.host().length(), url.port());
        head.keepAlive(true);
    }

    private static boolean isAsked(RequestHead request, int i) {
        if (request.isHopByHop(i) || (request.name(i).bit() & NOT_ASKED) != 0) {
            return false;
        }
        String name = request.text(request.nameStart(i), request.nameEnd(i));
        return !NOT_ASKED_EITHER.contains(name.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static void copy(RequestHead from, int i, RequestHead to) {
        int name = to.append(from.bytes(), from.nameStart(i), from.nameEnd(i));
        int value = to.append(from.bytes(), from.valueStart(i), from.valueEnd(i));
        to.addField(name, value, value, to.length(), from.name(i));
    }

    /** Of a trusted proxy only; the peer itself is put behind it when the question is sent. */
    private static void writeChain(RequestHead head, RequestHead request, ClientIdentity client) {
        for (int i = request.find(FieldName.X_FORWARDED_FOR);
                i >= 0 && client.isTrusted();
                i = request.find(FieldName.X_FORWARDED_FOR, i + 1)) {
            copy(request, i, head);
        }
    }

    private static void writeRequested(
            RequestHead head, RequestHead request, ClientIdentity client) {
        String proto =
                said(request, client, FieldName.X_FORWARDED_PROTO)
                        .orElse(client.isHttps() ? "https" : "http");
        String host =
                said(request, client, FieldName.X_FORWARDED_HOST)
                        .orElse(request.text(request.authorityStart(), request.authorityEnd()));
        int named = request.port() < 0 ? 80 : request.port();
        String port =
                said(request, client, FieldName.X_FORWARDED_PORT)
                        .orElse(Integer.toString(client.isHttps() ? 443 : named));
        String uri = request.text(request.targetStart(), request.targetEnd());
        head.add(FieldName.X_FORWARDED_PROTO, proto);
        head.add(FieldName.X_FORWARDED_HOST, host);
        head.add(FieldName.X_FORWARDED_PORT, port);
        head.add("X-Forwarded-Method", method(request));
        head.add("X-Forwarded-Uri", uri);
        head.add("X-Original-Method", method(request));
        head.add("X-Original-URL", proto + "://" + host + uri);
    }

    /** A WebSocket is asked for with GET, on HTTP/2 with extended CONNECT (RFC 8441). */
    private static String method(RequestHead request) {
        return request.method() == Method.CONNECT
                ? "GET"
                : request.text(request.methodStart(), request.methodEnd());
    }

    private static Optional<String> said(
            RequestHead request, ClientIdentity client, FieldName name) {
        int i = client.isTrusted() ? request.find(name) : -1;
        return i < 0 || request.isHopByHop(i)
                ? Optional.empty()
                : Optional.of(request.text(request.valueStart(i), request.valueEnd(i)));
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
