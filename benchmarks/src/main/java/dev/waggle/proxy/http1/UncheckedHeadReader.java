package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.Version;
import io.netty.buffer.ByteBuf;

/**
 * Reads a request head without a look at whether it is one: the least that a proxy has to do to
 * forward it, to measure what checking costs. It believes that lines end in CRLF, that a request
 * line has two spaces and a field line a colon, and that {@code Host} is there once, has no port
 * and is in lower case.
 */
final class UncheckedHeadReader {
    private int position;

    /** Fills the head with the message that is all of the input. */
    void read(ByteBuf in, RequestHead head) {
        head.clear();
        int length = in.readableBytes();
        int start = head.reserve(length);
        in.getBytes(in.readerIndex(), head.bytes(), start, length);
        position = start;
        readRequestLine(head);
        while (head.bytes()[position] != '\r') {
            readField(head);
        }
        head.contentLength(0);
        head.keepAlive(true);
    }

    private void readRequestLine(RequestHead head) {
        byte[] bytes = head.bytes();
        int methodStart = position;
        int methodEnd = find(bytes, (byte) ' ');
        int targetStart = methodEnd + 1;
        int targetEnd = find(bytes, (byte) ' ');
        find(bytes, (byte) '\n');
        head.method(Method.of(bytes, methodStart, methodEnd), methodStart, methodEnd);
        head.target(targetStart, targetEnd, pathEnd(bytes, targetStart, targetEnd));
        head.version(Version.HTTP_1_1);
    }

    private static int pathEnd(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '?') {
                return i;
            }
        }
        return end;
    }

    /** The hash finds the known fields, which forwarding needs whether they are checked or not. */
    private void readField(RequestHead head) {
        byte[] bytes = head.bytes();
        int nameStart = position;
        int hash = 0;
        while (bytes[position] != ':') {
            hash = hash * 31 + Grammar.foldName(bytes[position++]);
        }
        int nameEnd = position++;
        int valueStart = position + (bytes[position] == ' ' ? 1 : 0);
        int valueEnd = find(bytes, (byte) '\n') - 1;
        FieldName name = FieldName.find(hash, bytes, nameStart, nameEnd);
        if (name == FieldName.HOST) {
            head.host(valueStart, valueEnd, -1);
            head.authority(valueStart, valueEnd);
        }
        head.addField(nameStart, nameEnd, valueStart, valueEnd, name);
    }

    /** Where the byte stands next; the position is behind it then. */
    private int find(byte[] bytes, byte wanted) {
        int i = position;
        while (bytes[i] != wanted) {
            i++;
        }
        position = i + 1;
        return i;
    }
}
