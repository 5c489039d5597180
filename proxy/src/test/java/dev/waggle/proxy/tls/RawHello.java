package dev.waggle.proxy.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A ClientHello written byte by byte, so that it may be wrong in one thing. */
final class RawHello {

    static final int TLS_1_1 = 0x0302;
    static final int TLS_1_2 = 0x0303;

    private RawHello() {}

    /** One record; the server name as given, or no extension at all when it is null. */
    static byte[] record(int version, byte[] extensions) {
        return record(message(version, extensions));
    }

    /** Message header and body, without a record around it. */
    static byte[] message(int version, byte[] extensions) {
        byte[] body =
                concat(
                        u16(version),
                        new byte[32],
                        new byte[] {0},
                        u16(4),
                        u16(0xC02B),
                        u16(0xC02F),
                        new byte[] {1, 0},
                        u16(extensions.length),
                        extensions);
        return concat(new byte[] {1}, u24(body.length), body);
    }

    static byte[] record(byte[] payload) {
        return concat(new byte[] {22, 3, 1}, u16(payload.length), payload);
    }

    static byte[] serverName(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        byte[] list = concat(new byte[] {0}, u16(bytes.length), bytes);
        return extension(0, concat(u16(list.length), list));
    }

    static byte[] alpn(String... protocols) {
        byte[] list = new byte[0];
        for (String protocol : protocols) {
            byte[] bytes = protocol.getBytes(StandardCharsets.US_ASCII);
            list = concat(list, new byte[] {(byte) bytes.length}, bytes);
        }
        return extension(16, concat(u16(list.length), list));
    }

    static byte[] extension(int type, byte[] content) {
        return concat(u16(type), u16(content.length), content);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    static byte[] u24(int value) {
        return new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }
}
