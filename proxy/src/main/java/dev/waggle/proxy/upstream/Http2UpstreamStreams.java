package dev.waggle.proxy.upstream;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.UpstreamRequest;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.proxy.policy.TrailerRule;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.UpstreamTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection to a task: takes frames to their ends and from them.
 *
 * <p>Hears Netty's frame decoder directly: no channel for a stream, no object for a frame.
 */
final class Http2UpstreamStreams extends Http2EventAdapter
        implements Http2RemoteFlowController.Listener {
    private final UpstreamServices services;
    private final Http2EndpointPool pool;
    private final Http2Connection connection;
    private final PropertyKey endKey;
    private final ResponseHead response = new ResponseHead();
    private final Trailers trailers = new Trailers();
    private @Nullable Http2UpstreamConnection owner;
    private boolean used;

    Http2UpstreamStreams(
            UpstreamServices services, Http2EndpointPool pool, Http2Connection connection) {
        this.services = services;
        this.pool = pool;
        this.connection = connection;
        this.endKey = connection.newKey();
    }

    void attach(Http2UpstreamConnection newOwner) {
        owner = newOwner;
        connection.addListener(this);
        connection.remote().flowController().listener(this);
    }

    // ---- for ends ----

    UpstreamServices services() {
        return services;
    }

    Endpoint endpoint() {
        return pool.endpoint();
    }

    ByteBufAllocator alloc() {
        return owner().context().alloc();
    }

    void execute(Runnable task) {
        pool.loop().execute(task);
    }

    /** Whether the connection has served before, so that its end says little about the task. */
    boolean wasUsed() {
        return used;
    }

    /**
     * Opens a stream with the head of its request; null when there cannot be one any more.
     *
     * @param last whether no body follows
     */
    @Nullable Http2Stream open(Http2UpstreamStream end, UpstreamRequest request, boolean last) {
        if (!owner().hasRoom()) {
            return null;
        }
        int id = connection.local().incrementAndGetNextStreamId();
        if (id <= 0) {
            owner().retire();
            return null;
        }
        ChannelHandlerContext context = owner().context();
        Http2RequestFields fields =
                new Http2RequestFields(
                        request.head(),
                        RequestPlan.of(request, services.plan()),
                        pool.key().tls() != UpstreamTls.Mode.OFF,
                        alloc());
        owner().streamOpened();
        owner().encoder().writeHeaders(context, id, fields, 0, last, context.newPromise());
        Http2Stream stream = connection.stream(id);
        if (stream != null) {
            stream.setProperty(endKey, end);
        } else if (connection.numActiveStreams() == 0) {
            owner().becomeIdle();
        }
        used = true;
        return stream;
    }

    /** Queues a piece of a body for its stream's turn; takes over the buffer. */
    void writeData(Http2Stream stream, ByteBuf data, boolean last) {
        ChannelHandlerContext context = owner().context();
        owner().encoder().writeData(context, stream.id(), data, 0, last, context.newPromise());
        owner().scheduleFlush();
    }

    void writeEnd(Http2Stream stream, @Nullable Trailers last) {
        if (last == null || last.fieldCount() == 0) {
            writeData(stream, Unpooled.EMPTY_BUFFER, true);
            return;
        }
        ChannelHandlerContext context = owner().context();
        owner().encoder()
                .writeHeaders(
                        context,
                        stream.id(),
                        new Http2TrailerFields(last),
                        0,
                        true,
                        context.newPromise());
        owner().scheduleFlush();
    }

    boolean isWritable(Http2Stream stream) {
        return connection.remote().flowController().isWritable(stream);
    }

    /** Lets the task send as much again on a stream. */
    void giveBack(Http2Stream stream, int bytes) {
        if (bytes == 0 || stream.state() == Http2Stream.State.CLOSED) {
            return;
        }
        try {
            connection.local().flowController().consumeBytes(stream, bytes);
            owner().scheduleFlush();
        } catch (Http2Exception e) {
            owner().onError(owner().context(), true, e);
        }
    }

    /** Ends a stream at once: nothing that waits in it is sent behind the reset. */
    void reset(Http2Stream stream, Http2Error error) {
        if (stream.state() == Http2Stream.State.CLOSED) {
            return;
        }
        ChannelHandlerContext context = owner().context();
        owner().resetStream(context, stream.id(), error.code(), context.newPromise());
        owner().scheduleFlush();
        stream.close();
    }

    // ---- for the connection ----

    /** Where the next block of fields of a stream goes: its response, or its trailers. */
    Head headFor(int streamId) {
        Http2UpstreamStream end = end(streamId);
        return end != null && end.hasResponse() ? trailers : response;
    }

    /** The task broke a rule on this stream. */
    void broken(Http2Stream stream, String reason) {
        Http2UpstreamStream end = stream.getProperty(endKey);
        if (end == null) {
            reset(stream, Http2Error.PROTOCOL_ERROR);
        } else {
            end.broken(reason);
        }
    }

    /** The task broke a rule of the whole connection. */
    void breakAll() {
        try {
            connection.forEachActiveStream(stream -> {
                Http2UpstreamStream end = stream.getProperty(endKey);
                if (end != null) {
                    end.fail(
                            Failure.upstream(Failure.Kind.BAD_RESPONSE, "http2-connection-error"),
                            false);
                }
                return true;
            });
        } catch (Http2Exception e) {
            throw new IllegalStateException("the visitor throws none", e);
        }
    }

    // ---- frames ----

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        onHeadersRead(context, streamId, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        if ((streamId & 1) == 0) {
            throw Http2Exception.connectionError(
                    Http2Error.PROTOCOL_ERROR, "a stream that nobody asked for");
        }
        Http2UpstreamStream end = end(streamId);
        if (end == null) {
            return;
        }
        Http2ResponseFields fields = (Http2ResponseFields) headers;
        var refusal = fields.check();
        if (refusal != null) {
            end.broken(refusal.word());
        } else if (fields.head() instanceof Trailers section) {
            TrailerRule.apply(section);
            end.trailers(section);
        } else {
            end.head(response, endOfStream);
        }
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext context,
            int streamId,
            ByteBuf data,
            int padding,
            boolean endOfStream) {
        Http2UpstreamStream end = end(streamId);
        return end == null ? data.readableBytes() + padding : end.data(data, padding, endOfStream);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int streamId, long errorCode) {
        Http2UpstreamStream end = end(streamId);
        if (end != null) {
            end.resetByTask(errorCode);
        }
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
        owner().settingsReceived();
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext context, int streamId, int increment) {
        owner().scheduleFlush();
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext context,
            byte frameType,
            int streamId,
            Http2Flags flags,
            ByteBuf payload) {
        // RFC 9113 section 4.1: frames of unknown types are ignored.
    }

    @Override
    public void onGoAwayReceived(int lastStreamId, long errorCode, ByteBuf debugData) {
        // Netty closes the streams behind the last one that counts, which we hear of one by one.
        owner().retire();
    }

    // ---- what becomes of a stream ----

    @Override
    public void onStreamClosed(Http2Stream stream) {
        Http2UpstreamStream end = stream.removeProperty(endKey);
        if (end != null) {
            end.closed(isBehindGoAway(stream));
        }
        if (connection.numActiveStreams() == 0) {
            owner().becomeIdle();
        }
    }

    private boolean isBehindGoAway(Http2Stream stream) {
        return connection.goAwayReceived()
                && stream.id() > connection.local().lastStreamKnownByPeer();
    }

    @Override
    public void writabilityChanged(Http2Stream stream) {
        Http2UpstreamStream end = stream.getProperty(endKey);
        if (end != null) {
            end.writabilityChanged();
        }
    }

    private @Nullable Http2UpstreamStream end(int streamId) {
        Http2Stream stream = connection.stream(streamId);
        return stream == null ? null : stream.getProperty(endKey);
    }

    private Http2UpstreamConnection owner() {
        return requireNonNull(owner);
    }
}
