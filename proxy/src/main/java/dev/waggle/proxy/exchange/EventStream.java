package dev.waggle.proxy.exchange;

import io.netty.buffer.ByteBuf;

/**
 * A stream of server-sent events. It ends behind an event, so that none is cut, with a clean end of
 * the body: its client connects again and says which event it had last (HTML, section 9.2).
 */
final class EventStream implements LongStream {
    private final Sink sink;
    private boolean lineIsEmpty = true;
    private boolean behindEvent = true;
    private boolean afterCarriageReturn;
    private boolean ending;
    private boolean over;

    EventStream(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void fromTask(ByteBuf data) {
        if (over) {
            data.release();
            return;
        }
        if (!ending) {
            scan(data, false);
            sink.toClient(data);
            return;
        }
        int end = scan(data, true);
        sink.toClient(data.readRetainedSlice(end - data.readerIndex()));
        data.release();
        if (behindEvent) {
            endNow();
        }
    }

    /** The request has ended; there is nothing to send. */
    @Override
    public void fromClient(ByteBuf data) {
        data.release();
    }

    /** Lines end with CR LF, LF or CR; an empty one ends an event. */
    private int scan(ByteBuf data, boolean toEnd) {
        int at = data.readerIndex();
        while (at < data.writerIndex() && !(toEnd && behindEvent)) {
            byte octet = data.getByte(at++);
            boolean secondOfTwo = octet == '\n' && afterCarriageReturn;
            afterCarriageReturn = octet == '\r';
            if (secondOfTwo) {
                continue;
            }
            boolean endOfLine = octet == '\n' || octet == '\r';
            behindEvent = endOfLine && lineIsEmpty;
            lineIsEmpty = endOfLine;
        }
        return at;
    }

    @Override
    public void end() {
        if (!ending) {
            ending = true;
            if (behindEvent) {
                endNow();
            }
        }
    }

    @Override
    public void endNow() {
        if (!over) {
            over = true;
            sink.over();
        }
    }

    @Override
    public boolean canEnd() {
        return true;
    }

    @Override
    public String kind() {
        return "event-stream";
    }
}
