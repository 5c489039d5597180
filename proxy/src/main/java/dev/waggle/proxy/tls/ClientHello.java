package dev.waggle.proxy.tls;

import dev.waggle.acme.HostNames;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the choice of a certificate needs of a ClientHello (RFC 8446 section 4.1.2).
 *
 * @param serverName in lower case without a trailing dot, empty when none was sent
 * @param offeredProtocols the application protocols in the client's order, empty when it negotiates
 *     none
 */
record ClientHello(String serverName, List<String> offeredProtocols) {

    private static final int RANDOM_BYTES = 32;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int ALPN = 16;

    /**
     * Reads the body of the message, after its type and length.
     *
     * @throws HandshakeRefused when it breaks its own format, or the server name is no host name
     */
    static ClientHello parse(ByteBuffer body) throws HandshakeRefused {
        try {
            body.getShort();
            skip(body, RANDOM_BYTES);
            skip(body, u8(body));
            skip(body, u16(body));
            skip(body, u8(body));
            return body.hasRemaining()
                    ? extensions(vector16(body))
                    : new ClientHello("", List.of());
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | IllegalArgumentException _) {
            throw new HandshakeRefused(HandshakeFailure.CLIENT_HELLO_MALFORMED);
        }
    }

    private static ClientHello extensions(ByteBuffer extensions) throws HandshakeRefused {
        ByteBuffer names = null;
        ByteBuffer protocols = null;
        while (extensions.hasRemaining()) {
            int type = u16(extensions);
            ByteBuffer content = vector16(extensions);
            if (type == SERVER_NAME) {
                names = once(names, content);
            } else if (type == ALPN) {
                protocols = once(protocols, content);
            }
        }
        return new ClientHello(
                names == null ? "" : hostName(names),
                protocols == null ? List.of() : protocols(protocols));
    }

    /**
     * RFC 6066 section 3: at most one name of a type, and host names are the only type there is.
     */
    private static String hostName(ByteBuffer extension) throws HandshakeRefused {
        ByteBuffer list = whole(extension);
        if (u8(list) != HOST_NAME) {
            throw new HandshakeRefused(HandshakeFailure.CLIENT_HELLO_MALFORMED);
        }
        String name = text(whole(list)).toLowerCase(Locale.ROOT);
        String host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (!HostNames.isHost(host)) {
            throw new HandshakeRefused(HandshakeFailure.INVALID_NAME);
        }
        return host;
    }

    private static List<String> protocols(ByteBuffer extension) throws HandshakeRefused {
        ByteBuffer list = whole(extension);
        List<String> protocols = new ArrayList<>();
        while (list.hasRemaining()) {
            protocols.add(text(slice(list, u8(list))));
        }
        if (protocols.isEmpty() || protocols.contains("")) {
            throw new HandshakeRefused(HandshakeFailure.CLIENT_HELLO_MALFORMED);
        }
        return List.copyOf(protocols);
    }

    /**
     * RFC 8446 section 4.2: there must not be two extensions of one type; two readers could choose
     * differently.
     */
    private static ByteBuffer once(
            @org.jspecify.annotations.Nullable ByteBuffer before, ByteBuffer now)
            throws HandshakeRefused {
        if (before != null) {
            throw new HandshakeRefused(HandshakeFailure.CLIENT_HELLO_MALFORMED);
        }
        return now;
    }

    /** A vector that must fill what is left. */
    private static ByteBuffer whole(ByteBuffer in) throws HandshakeRefused {
        ByteBuffer vector = vector16(in);
        if (in.hasRemaining()) {
            throw new HandshakeRefused(HandshakeFailure.CLIENT_HELLO_MALFORMED);
        }
        return vector;
    }

    private static ByteBuffer vector16(ByteBuffer in) {
        return slice(in, u16(in));
    }

    private static ByteBuffer slice(ByteBuffer in, int length) {
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    private static void skip(ByteBuffer in, int length) {
        in.position(in.position() + length);
    }

    private static int u8(ByteBuffer in) {
        return in.get() & 0xff;
    }

    private static int u16(ByteBuffer in) {
        return in.getShort() & 0xffff;
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
}
