package dev.waggle.proxy.http2;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.UpstreamEnd;
import dev.waggle.proxy.exchange.UpstreamRequest;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task's end that keeps what it is told, and answers what it is told to. On the event loop. */
final class FakeUpstream implements UpstreamEnd {
    final Exchange exchange;
    final List<String> fields = new ArrayList<>();
    final List<String> trailers = new ArrayList<>();
    String line = "";
    long bodyBytes;
    boolean ended;
    boolean cancelled;
    boolean writable = true;
    boolean wanted = true;
    private @Nullable UpstreamRequest request;

    FakeUpstream(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void sendHead(UpstreamRequest newRequest) {
        request = newRequest;
        var head = newRequest.head();
        line =
                head.text(head.methodStart(), head.methodEnd())
                        + " "
                        + head.text(head.authorityStart(), head.authorityEnd())
                        + " "
                        + head.text(head.targetStart(), head.targetEnd());
        fields.addAll(fieldsOf(head));
    }

    boolean isChunked() {
        return requireNonNull(request).framing().isChunked();
    }

    private static List<String> fieldsOf(Head head) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < head.fieldCount(); i++) {
            all.add(
                    head.text(head.nameStart(i), head.nameEnd(i))
                            + ": "
                            + head.text(head.valueStart(i), head.valueEnd(i)));
        }
        return all;
    }

    @Override
    public void sendBody(ByteBuf data) {
        bodyBytes += data.readableBytes();
        data.release();
    }

    @Override
    public void sendEnd(@Nullable Trailers newTrailers) {
        ended = true;
        if (newTrailers != null) {
            trailers.addAll(fieldsOf(newTrailers));
        }
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void demandBody(boolean newWanted) {
        wanted = newWanted;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    // ---- the response ----

    void head(int status, boolean last, String... fieldsAndValues) {
        ResponseHead head = new ResponseHead();
        head.begin(status);
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            head.add(fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        if (status < 200) {
            exchange.informational(head);
        } else {
            exchange.responseHead(head, last);
        }
    }

    void body(String text) {
        exchange.responseBody(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    /** Sends pieces of 16 KiB while somebody wants them; how many bytes that were. */
    long bodyWhileWanted(long atMost) {
        long sent = 0;
        while (wanted && !cancelled && sent < atMost) {
            exchange.responseBody(Unpooled.wrappedBuffer(new byte[16 * 1024]));
            sent += 16 * 1024;
        }
        return sent;
    }

    void end() {
        exchange.responseEnd(null);
    }

    void endWith(String name, String value) {
        Trailers all = new Trailers();
        all.add(name, value);
        exchange.responseEnd(all);
    }

    void answer(String text) {
        head(200, false, "Content-Type", "text/plain");
        body(text);
        end();
    }
}
