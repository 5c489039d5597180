package dev.waggle.proxy.compress;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Gzip (RFC 1952) around the virtual machine's own deflate. */
final class GzipEncoder extends Encoder {
    /** Above it the time grows faster than the length shrinks; nginx's default is 1. */
    private static final int LEVEL = 5;

    /** No name, no time, no system: magic, method 8, then zeros, and 255 for an unknown system. */
    private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

    private final Deflater deflater = new Deflater(LEVEL, true);
    private final CRC32 checksum = new CRC32();
    private boolean headerDue;

    @Override
    ContentCoding coding() {
        return ContentCoding.GZIP;
    }

    @Override
    void begin(long length) {
        deflater.reset();
        checksum.reset();
        headerDue = true;
    }

    @Override
    void write(ByteBuffer in, ByteBuf out) {
        writeHeader(out);
        checksum.update(in.duplicate());
        deflater.setInput(in);
        while (!deflater.needsInput()) {
            filled(out, deflater.deflate(room(out), Deflater.NO_FLUSH));
        }
    }

    @Override
    void flush(ByteBuf out) {
        writeHeader(out);
        boolean more = true;
        while (more) {
            ByteBuffer room = room(out);
            filled(out, deflater.deflate(room, Deflater.SYNC_FLUSH));
            // Room that is left says that nothing is held back any more.
            more = !room.hasRemaining();
        }
    }

    @Override
    void finish(ByteBuf out) {
        writeHeader(out);
        deflater.finish();
        while (!deflater.finished()) {
            filled(out, deflater.deflate(room(out), Deflater.NO_FLUSH));
        }
        out.writeIntLE((int) checksum.getValue());
        out.writeIntLE((int) deflater.getBytesRead());
    }

    private void writeHeader(ByteBuf out) {
        if (headerDue) {
            headerDue = false;
            out.writeBytes(HEADER);
        }
    }

    @Override
    boolean isReusable() {
        return true;
    }

    @Override
    void close() {
        deflater.end();
    }
}
