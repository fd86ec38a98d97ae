package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * One end of a WebSocket.
 *
 * <p>The first reason to close, ours or the peer's, is the link's end: from then on nothing is written or delivered.
 * Our close frame goes out behind what was written; our direction of the socket ends when the peer has answered or if it broke a rule, the
 * socket when the peer has ended its own, {@link #LINGER_MILLIS} later in any case, or, if the frame did not get out, after
 * {@link #CLOSE_MILLIS}. In between everything is read and dropped, because closing a socket with unread data resets it,
 * which would destroy the code.
 */
final class WebSocketLink implements Link {
    private static final long CLOSE_MILLIS = 1000;
    private static final long LINGER_MILLIS = 2000;

    private final Channel channel;
    private final NettyLoops.NettyLoop loop;
    private final Agreed agreed;
    private final boolean text;
    private final Deliveries deliveries = new Deliveries(this::close);
    private final Pings pings = new Pings();
    private final AtomicReference<@Nullable CloseReason> closing = new AtomicReference<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ChannelHandlerContext encoder;
    private boolean closeSent;
    private boolean peerClosed;
    private boolean failed;

    private WebSocketLink(Channel channel, NettyLoops.NettyLoop loop, Agreed agreed) {
        this.channel = channel;
        this.loop = loop;
        this.agreed = agreed;
        this.text = SubProtocols.text(agreed.subProtocol());
    }

    /** What is known of a socket when it opens. */
    record Agreed(
            boolean server, String subProtocol, String address, boolean compression, Limits limits, Metrics metrics) {}

    /** Takes over a channel that has just been upgraded. On its loop. */
    static WebSocketLink of(Channel channel, NettyLoops.NettyLoop loop, Agreed agreed) {
        WebSocketLink link = new WebSocketLink(channel, loop, agreed);
        ChannelPipeline pipeline = channel.pipeline();
        FrameHandler handler = new FrameHandler(link, agreed);
        pipeline.addBefore(NettyPipeline.ReactiveBridge, "playflux.frames", handler);
        link.context = pipeline.context(handler);
        link.encoder = agreed.server() ? pipeline.context(WebSocket13FrameEncoder.class) : null;
        pipeline.remove(WebSocket13FrameDecoder.class);
        return link;
    }

    /** Takes bytes that were read before the link was there. */
    void take(ByteBuf early) {
        channel.pipeline().get(FrameHandler.class).take(early);
    }

    @Override
    public String subProtocol() {
        return agreed.subProtocol();
    }

    @Override
    public String address() {
        return agreed.address();
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void open(Receiver receiver) {
        if (loop.here()) {
            opened(receiver);
        } else {
            loop.execute(() -> opened(receiver));
        }
    }

    private void opened(Receiver receiver) {
        deliveries.open(receiver);
        if (deliveries.holds()) {
            loop.execute(deliveries::drain);
        }
        channel.config().setAutoRead(true);
    }

    @Override
    public void reading(boolean wanted) {
        if (deliveries.opened() && !closing()) {
            channel.config().setAutoRead(wanted);
        }
    }

    @Override
    public boolean writable() {
        return !closing() && channel.isWritable();
    }

    @Override
    public long waiting() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void write(List<byte[]> parts) {
        write(parts, text);
    }

    /** Writes a message of another kind than the sub-protocol's. */
    void write(List<byte[]> parts, boolean text) {
        if (closing()) {
            return;
        }
        if (encoder != null) {
            ByteBuf frame = agreed.compression()
                    ? ServerFrame.compressed(parts, text, encoder.alloc())
                    : ServerFrame.of(parts, text, encoder.alloc());
            encoder.write(frame, channel.voidPromise());
        } else {
            ByteBuf bytes = Unpooled.wrappedBuffer(parts.toArray(byte[][]::new));
            context()
                    .write(
                            text ? new TextWebSocketFrame(bytes) : new BinaryWebSocketFrame(bytes),
                            channel.voidPromise());
        }
    }

    @Override
    public void flush() {
        context().flush();
    }

    @Override
    public void ping() {
        if (!closing()) {
            context().writeAndFlush(new PingWebSocketFrame(pings.next(System.nanoTime())), channel.voidPromise());
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (closing.compareAndSet(null, reason)) {
            if (loop.here()) {
                sayClose(reason);
            } else {
                loop.execute(() -> sayClose(reason));
            }
        }
    }

    /** Closes because the peer broke a rule: its answer may be lost in what it broke, and is not waited for. On the loop. */
    void fail(CloseReason reason) {
        failed = true;
        close(reason);
    }

    /** Closes the socket without a word. From any thread. */
    void cut() {
        channel.close();
    }

    boolean closing() {
        return closing.get() != null;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    /** What could be read has been; the turn ends when that holds for the other links of the loop too. */
    void read() {
        loop.turnEnds(deliveries);
    }

    /** A PONG came; whether somebody asked for it. */
    boolean pong(byte[] payload) {
        long nanos = pings.answered(payload, System.nanoTime());
        if (nanos >= 0) {
            deliveries.pong(nanos);
        }
        return nanos >= 0;
    }

    /** The peer's close frame came: its answer to ours, or the first one, which is echoed unless it breaks a rule. */
    void peerClosed(byte[] payload) {
        peerClosed = true;
        CloseReason said = payload.length == 0 ? CloseCodes.NONE : CloseCodes.read(payload, agreed.server());
        if (closeSent) {
            finish();
        } else if (said == null) {
            close(CloseCodes.broken(payload));
        } else if (closing.compareAndSet(null, said)) {
            send(said == CloseCodes.NONE ? new CloseWebSocketFrame() : new CloseWebSocketFrame(said.code(), ""));
            deliveries.closed(reason());
        }
    }

    /** The channel is gone. */
    void gone() {
        closing.compareAndSet(null, CloseReason.LOST);
        deliveries.closed(reason());
    }

    private void sayClose(CloseReason reason) {
        deliveries.silence();
        if (!CloseCodes.sendable(reason.code())) {
            channel.close();
        } else {
            send(new CloseWebSocketFrame(reason.code(), reason.reason()));
        }
    }

    private void send(CloseWebSocketFrame frame) {
        if (!channel.isActive()) {
            frame.release();
            return;
        }
        channel.config().setAutoRead(true);
        context().writeAndFlush(frame).addListener(sent -> sent(sent.isSuccess()));
        later(CLOSE_MILLIS, () -> {
            if (!closeSent) {
                channel.close();
            }
        });
    }

    private void sent(boolean success) {
        closeSent = true;
        if (!success) {
            channel.close();
            return;
        }
        if (peerClosed || failed) {
            finish();
        }
        later(LINGER_MILLIS, channel::close);
        loop.execute(() -> deliveries.closed(reason()));
    }

    /** Nothing is left to say: ends our direction, and when the peer ends its own, the socket closes. */
    private void finish() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    private void later(long millis, Runnable task) {
        channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** Why it ends or ended. */
    CloseReason reason() {
        return Objects.requireNonNullElse(closing.get(), CloseReason.LOST);
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }
}
