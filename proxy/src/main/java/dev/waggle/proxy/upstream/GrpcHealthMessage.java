package dev.waggle.proxy.upstream;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * The messages of {@code grpc.health.v1.Health/Check} with the five bytes that are before each on
 * the wire (gRPC over HTTP2, "Length-Prefixed-Message"): pure. Both have one field of their own,
 * which is all that is written and looked for.
 */
final class GrpcHealthMessage {
    /** {@code HealthCheckResponse.ServingStatus.SERVING}. */
    static final int SERVING = 1;

    private static final int PREFIX_BYTES = 5;
    private static final int FIELD_ONE_VARINT = 1 << 3;
    private static final int FIELD_ONE_BYTES = 1 << 3 | 2;
    private static final int MAX_VARINT_BYTES = 10;

    private final byte[] bytes;
    private int at = PREFIX_BYTES;
    private boolean broken;

    private GrpcHealthMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The question about a service.
     *
     * @param service at most 255 characters of ASCII; empty for the server as a whole
     */
    static byte[] question(String service) {
        byte[] name = service.getBytes(StandardCharsets.US_ASCII);
        byte[] length = varint(name.length);
        int message = name.length == 0 ? 0 : 1 + length.length + name.length;
        byte[] framed = new byte[PREFIX_BYTES + message];
        framed[PREFIX_BYTES - 2] = (byte) (message >>> 8);
        framed[PREFIX_BYTES - 1] = (byte) message;
        if (message > 0) {
            framed[PREFIX_BYTES] = FIELD_ONE_BYTES;
            System.arraycopy(length, 0, framed, PREFIX_BYTES + 1, length.length);
            System.arraycopy(name, 0, framed, PREFIX_BYTES + 1 + length.length, name.length);
        }
        return framed;
    }

    private static byte[] varint(int value) {
        return value < 0x80
                ? new byte[] {(byte) value}
                : new byte[] {(byte) (value | 0x80), (byte) (value >>> 7)};
    }

    /**
     * The status that an answer tells, 0 (unknown) where it tells none; empty when it is no such
     * message, or compressed, which was not asked for.
     */
    static OptionalInt status(byte[] framed) {
        if (framed.length < PREFIX_BYTES || framed[0] != 0 || length(framed) < 0) {
            return OptionalInt.empty();
        }
        GrpcHealthMessage message = new GrpcHealthMessage(framed);
        long status = message.fieldOne();
        return message.broken || status < 0 || status > Byte.MAX_VALUE
                ? OptionalInt.empty()
                : OptionalInt.of((int) status);
    }

    /** Of the message; -1 where the prefix says another length than is there. */
    private static int length(byte[] framed) {
        int said = 0;
        for (int i = 1; i < PREFIX_BYTES; i++) {
            said = said << 8 | (framed[i] & 0xFF);
        }
        return said == framed.length - PREFIX_BYTES ? said : -1;
    }

    /** The last one counts, and fields that nobody knows yet are skipped. */
    private long fieldOne() {
        long found = 0;
        while (at < bytes.length && !broken) {
            long tag = varint();
            if (tag == FIELD_ONE_VARINT) {
                found = varint();
            } else {
                skip((int) tag & 7);
            }
        }
        return found;
    }

    private void skip(int wireType) {
        switch (wireType) {
            case 0 -> varint();
            case 1 -> advance(8);
            case 2 -> advance(varint());
            case 5 -> advance(4);
            default -> broken = true;
        }
    }

    private void advance(long count) {
        if (count < 0 || count > bytes.length - at) {
            broken = true;
        } else {
            at += (int) count;
        }
    }

    private long varint() {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES && at < bytes.length; i++) {
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        broken = true;
        return 0;
    }
}
