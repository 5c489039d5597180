package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.ClientIdentity;
import io.netty.buffer.ByteBuf;

/**
 * Writes who the client is and what it asked for, in place of whatever the request said about that
 * itself.
 *
 * <p>Of a trusted proxy the chain is continued, and proto, host and port are kept.
 */
final class ForwardingFields {
    private static final long CLAIMS =
            FieldName.bits(
                    FieldName.X_FORWARDED_FOR,
                    FieldName.X_FORWARDED_PROTO,
                    FieldName.X_FORWARDED_HOST,
                    FieldName.X_FORWARDED_PORT,
                    FieldName.X_FORWARDED_PREFIX,
                    FieldName.X_FORWARDED_SERVER,
                    FieldName.X_REAL_IP,
                    FieldName.FORWARDED);
    private static final long KEPT_OF_TRUSTED =
            FieldName.bits(
                    FieldName.X_FORWARDED_PROTO,
                    FieldName.X_FORWARDED_HOST,
                    FieldName.X_FORWARDED_PORT);

    private static final byte[] FOR = Ascii.bytes("X-Forwarded-For: ");
    private static final byte[] PROTO_HTTP = Ascii.bytes("X-Forwarded-Proto: http\r\n");
    private static final byte[] PROTO_HTTPS = Ascii.bytes("X-Forwarded-Proto: https\r\n");
    private static final byte[] HOST = Ascii.bytes("X-Forwarded-Host: ");
    private static final byte[] PORT = Ascii.bytes("X-Forwarded-Port: ");
    private static final byte[] PREFIX = Ascii.bytes("X-Forwarded-Prefix: ");
    private static final byte[] REAL_IP = Ascii.bytes("X-Real-IP: ");
    private static final byte[] FORWARDED = Ascii.bytes("Forwarded: ");
    private static final byte[] FORWARDED_FOR = Ascii.bytes("for=");
    private static final byte[] FORWARDED_HOST = Ascii.bytes(";host=\"");
    private static final byte[] FORWARDED_HTTP = Ascii.bytes("\";proto=http\r\n");
    private static final byte[] FORWARDED_HTTPS = Ascii.bytes("\";proto=https\r\n");
    private static final byte[] SEPARATOR = Ascii.bytes(", ");

    private ForwardingFields() {}

    /** The fields of a request that are not forwarded as they are. */
    static long replaced(ClientIdentity client) {
        return client.isTrusted() ? CLAIMS & ~KEPT_OF_TRUSTED : CLAIMS;
    }

    static void write(ByteBuf out, RequestHead head, UpstreamHeadPlan plan) {
        ClientIdentity client = plan.client();
        writeChain(out, head, client);
        if (!isKept(head, client, FieldName.X_FORWARDED_PROTO)) {
            out.writeBytes(client.isHttps() ? PROTO_HTTPS : PROTO_HTTP);
        }
        if (!isKept(head, client, FieldName.X_FORWARDED_HOST)) {
            out.writeBytes(HOST);
            writeAuthority(out, head);
            FieldWriter.writeLineEnd(out);
        }
        if (!isKept(head, client, FieldName.X_FORWARDED_PORT)) {
            writePort(out, head, client);
        }
        out.writeBytes(REAL_IP);
        out.writeBytes(client.clientAddress());
        FieldWriter.writeLineEnd(out);
        writePrefix(out, head, plan);
        if (plan.addsForwarded()) {
            writeForwarded(out, head, client);
        }
    }

    static void writeAuthority(ByteBuf out, RequestHead head) {
        int start = head.authorityStart();
        out.writeBytes(head.bytes(), start, head.authorityEnd() - start);
    }

    private static boolean isKept(RequestHead head, ClientIdentity client, FieldName name) {
        int field = client.isTrusted() ? head.find(name) : -1;
        return field >= 0 && !head.isHopByHop(field);
    }

    private static void writeChain(ByteBuf out, RequestHead head, ClientIdentity client) {
        out.writeBytes(FOR);
        writeTrusted(out, head, client, FieldName.X_FORWARDED_FOR);
        out.writeBytes(client.peerAddress());
        FieldWriter.writeLineEnd(out);
    }

    /** What a trusted proxy said in this list, with a separator behind each field. */
    private static void writeTrusted(
            ByteBuf out, RequestHead head, ClientIdentity client, FieldName name) {
        if (!client.isTrusted()) {
            return;
        }
        for (int i = head.find(name); i >= 0; i = head.find(name, i + 1)) {
            if (!head.isHopByHop(i) && head.valueEnd(i) > head.valueStart(i)) {
                FieldWriter.writeValue(out, head, i);
                out.writeBytes(SEPARATOR);
            }
        }
    }

    /** Behind a published port the client's own idea of the port is the right one, not ours. */
    private static void writePort(ByteBuf out, RequestHead head, ClientIdentity client) {
        int named = head.port() < 0 ? 80 : head.port();
        out.writeBytes(PORT);
        Ascii.writeNumber(out, client.isHttps() ? 443 : named);
        FieldWriter.writeLineEnd(out);
    }

    /** The prefix of a trusted proxy stands outside of ours. */
    private static void writePrefix(ByteBuf out, RequestHead head, UpstreamHeadPlan plan) {
        boolean outer = isKept(head, plan.client(), FieldName.X_FORWARDED_PREFIX);
        if (!outer && plan.strippedBytes() == 0) {
            return;
        }
        out.writeBytes(PREFIX);
        if (outer) {
            FieldWriter.writeValue(out, head, head.find(FieldName.X_FORWARDED_PREFIX));
        }
        out.writeBytes(head.bytes(), head.targetStart(), plan.strippedBytes());
        FieldWriter.writeLineEnd(out);
    }

    /** RFC 7239 section 4; an IPv6 address stands in brackets and quotes (section 6). */
    private static void writeForwarded(ByteBuf out, RequestHead head, ClientIdentity client) {
        out.writeBytes(FORWARDED);
        writeTrusted(out, head, client, FieldName.FORWARDED);
        out.writeBytes(FORWARDED_FOR);
        writeNode(out, client.peerAddress());
        out.writeBytes(FORWARDED_HOST);
        writeAuthority(out, head);
        out.writeBytes(client.isHttps() ? FORWARDED_HTTPS : FORWARDED_HTTP);
    }

    private static void writeNode(ByteBuf out, byte[] address) {
        boolean ipv6 = false;
        for (byte b : address) {
            ipv6 |= b == ':';
        }
        if (ipv6) {
            out.writeByte('"').writeByte('[').writeBytes(address).writeByte(']').writeByte('"');
        } else {
            out.writeBytes(address);
        }
    }
}
