package dev.waggle.proxy.real.load;

import dev.waggle.proxy.real.load.LoadReport.Failure;
import dev.waggle.proxy.real.load.task.Work;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/**
 * One request, which is never sent again. It is over once, when its whole answer has come or
 * something went wrong. Belongs to one event loop.
 */
final class Call {
    /**
     * After which a request that has no whole answer has failed. One that was lost never gets one;
     * how long others take on a machine without a core to spare is in the table, and no failure.
     */
    static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Tally tally;
    private final Work work;
    private final String host;
    private final String protocol;
    private final HttpMethod method;
    private final long began = System.nanoTime();
    private final long beganMillis = System.currentTimeMillis();
    private int status;
    private int received;
    private boolean wrong;
    private boolean over;

    Call(Tally tally, Work work, String host, String protocol, HttpMethod method) {
        this.tally = tally;
        this.work = work;
        this.host = host;
        this.protocol = protocol;
        this.method = method;
        tally.began();
    }

    String host() {
        return host;
    }

    FullHttpRequest request() {
        ByteBuf body =
                method.equals(HttpMethod.POST)
                        ? Unpooled.wrappedBuffer(work.body())
                        : Unpooled.EMPTY_BUFFER;
        FullHttpRequest request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1, method, Work.PATH + work.number(), body);
        request.headers().set(HttpHeaderNames.HOST, host);
        if (body.isReadable()) {
            request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        }
        return request;
    }

    void status(int code) {
        status = code;
    }

    void body(ByteBuf part) {
        for (int i = part.readerIndex(); i < part.writerIndex(); i++) {
            wrong |= received >= work.length() || part.getByte(i) != work.at(received);
            received++;
        }
    }

    void ended() {
        if (status != 200) {
            failed("status " + status);
        } else if (wrong || received != work.length()) {
            failed("wrong body");
        } else if (!over) {
            over = true;
            tally.answered(method.name() + " " + host, System.nanoTime() - began);
        }
    }

    /** Something went wrong; only the first word counts. */
    void failed(String why) {
        if (!over) {
            over = true;
            long after = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            String what = status == 0 ? why : why + " after the head";
            tally.failed(
                    new Failure(
                            method.name(),
                            host,
                            protocol,
                            status == 200 || status == 0 ? what : why,
                            work.number(),
                            beganMillis,
                            after));
        }
    }

    boolean isOver() {
        return over;
    }
}
