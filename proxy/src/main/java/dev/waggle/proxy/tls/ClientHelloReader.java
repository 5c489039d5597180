package dev.waggle.proxy.tls;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ClientHello in the first bytes of a connection, however it is cut into records (RFC
 * 8446 section 5.1).
 *
 * <p>The guard against CVE-2026-45416: a length is believed only up to the limit, nothing is
 * allocated by what a peer says, and neither empty nor tiny records can make it collect for ever.
 * Leaves the buffer's indexes as they are. One a connection.
 */
final class ClientHelloReader {

    private static final int RECORD_HEADER_BYTES = 5;
    private static final int MESSAGE_HEADER_BYTES = 4;
    private static final int RECORD_TYPE_HANDSHAKE = 22;
    private static final int MAX_RECORD_BYTES = 1 << 14;
    private static final int MAX_RECORDS = 64;
    private static final int CLIENT_HELLO = 1;

    private final int maxBytes;
    // Not worth another look before there are as many: or a peer that sends single bytes would have
    // each of them read often.
    private int neededBytes = MESSAGE_HEADER_BYTES + 1;

    ClientHelloReader(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Looks at all bytes that have arrived so far.
     *
     * @return the message, or null when it is not complete
     * @throws HandshakeRefused when it is none that we would answer
     */
    @Nullable ClientHello read(ByteBuf in) throws HandshakeRefused {
        if (in.readableBytes() < neededBytes) {
            checkFirstByte(in);
            return null;
        }
        ByteBuffer message = collect(in);
        if (message.remaining() < MESSAGE_HEADER_BYTES) {
            neededBytes = in.readableBytes() + 1;
            return null;
        }
        int length = bodyLength(message);
        int missing = MESSAGE_HEADER_BYTES + length - message.remaining();
        if (missing > 0) {
            neededBytes = in.readableBytes() + missing;
            return null;
        }
        return ClientHello.parse(message.slice(MESSAGE_HEADER_BYTES, length));
    }

    private static void checkFirstByte(ByteBuf in) throws HandshakeRefused {
        if (in.isReadable() && in.getByte(in.readerIndex()) != RECORD_TYPE_HANDSHAKE) {
            throw new HandshakeRefused(HandshakeFailure.NOT_TLS);
        }
    }

    /** What the records hold, as far as it has arrived; of the last one perhaps a part. */
    private ByteBuffer collect(ByteBuf in) throws HandshakeRefused {
        ByteBuffer message =
                ByteBuffer.allocate(Math.min(in.readableBytes(), maxBytes + MESSAGE_HEADER_BYTES));
        int at = in.readerIndex();
        for (int records = 0;
                in.writerIndex() - at >= RECORD_HEADER_BYTES && message.hasRemaining();
                records++) {
            int length = recordLength(in, at, records);
            int there = Math.min(length, in.writerIndex() - at - RECORD_HEADER_BYTES);
            int taken = Math.min(there, message.remaining());
            in.getBytes(at + RECORD_HEADER_BYTES, message.array(), message.position(), taken);
            message.position(message.position() + taken);
            at += RECORD_HEADER_BYTES + there;
            if (isComplete(message)) {
                break;
            }
        }
        return message.flip();
    }

    private static int recordLength(ByteBuf in, int at, int records) throws HandshakeRefused {
        if (in.getByte(at) != RECORD_TYPE_HANDSHAKE || in.getByte(at + 1) != 3) {
            throw new HandshakeRefused(HandshakeFailure.NOT_TLS);
        }
        int length = in.getUnsignedShort(at + 3);
        // RFC 8446 section 5.1: no empty handshake records.
        if (length == 0) {
            throw new HandshakeRefused(HandshakeFailure.CLIENT_HELLO_MALFORMED);
        }
        if (length > MAX_RECORD_BYTES || records == MAX_RECORDS) {
            throw new HandshakeRefused(HandshakeFailure.CLIENT_HELLO_TOO_LARGE);
        }
        return length;
    }

    private static boolean isComplete(ByteBuffer message) {
        return message.position() >= MESSAGE_HEADER_BYTES
                && message.position() - MESSAGE_HEADER_BYTES >= (message.getInt(0) & 0xffffff);
    }

    private int bodyLength(ByteBuffer message) throws HandshakeRefused {
        int header = message.getInt(0);
        if (header >>> 24 != CLIENT_HELLO) {
            throw new HandshakeRefused(HandshakeFailure.NOT_TLS);
        }
        int length = header & 0xffffff;
        if (length > maxBytes) {
            throw new HandshakeRefused(HandshakeFailure.CLIENT_HELLO_TOO_LARGE);
        }
        return length;
    }
}
