package dev.waggle.proxy.http1;

import io.netty.buffer.ByteBuf;

/** Writes the one field that frames a body. */
final class FramingLine {
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");

    private FramingLine() {}

    static void write(ByteBuf out, BodyFraming framing, long contentLength) {
        switch (framing) {
            case LENGTH -> {
                out.writeBytes(CONTENT_LENGTH);
                Ascii.writeNumber(out, contentLength);
                FieldWriter.writeLineEnd(out);
            }
            case CHUNKED -> out.writeBytes(CHUNKED);
            case NONE, UNTIL_CLOSE -> {}
        }
    }
}
