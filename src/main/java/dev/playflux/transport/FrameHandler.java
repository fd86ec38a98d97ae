package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import dev.playflux.message.Printable;
import dev.playflux.metrics.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every byte of a socket, before Reactor Netty sees one: bytes to messages, answers to PINGs, and the rules of the
 * wire. On the loop only.
 */
final class FrameHandler extends ChannelInboundHandlerAdapter implements FrameParser.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(FrameHandler.class);

    private final WebSocketLink link;
    private final Metrics metrics;
    private final FrameParser parser;
    private final Assembly assembly;
    private final TokenBucket control;
    private final long unfinishedNanos;
    private @Nullable ChannelHandlerContext context;
    private boolean answered;
    private boolean timed;
    private long unfinishedSince;
    private long unfinishedMessage = -1;

    FrameHandler(WebSocketLink link, WebSocketLink.Agreed agreed) {
        Limits limits = agreed.limits();
        this.link = link;
        this.metrics = agreed.metrics();
        this.parser = new FrameParser(agreed.server(), agreed.compression(), this);
        this.assembly = new Assembly(limits.shape(), link.deliveries());
        this.control = new TokenBucket(limits.control(), System.nanoTime());
        this.unfinishedNanos = limits.unfinished().toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            take(bytes);
        } else if (message instanceof LastHttpContent) {
            context.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    /** Takes bytes that the socket has had. */
    void take(ByteBuf bytes) {
        try {
            parser.read(bytes);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void begins(int opcode, long bytes, boolean last, boolean compressed) {
        if (!link.closing()) {
            obey(assembly.begin(opcode, bytes, compressed));
        }
    }

    @Override
    public void data(ByteBuf in, int bytes, int mask) {
        if (link.closing()) {
            in.skipBytes(bytes);
        } else {
            obey(assembly.append(in, bytes, mask));
        }
    }

    @Override
    public void ends(boolean last) {
        if (last && !link.closing()) {
            obey(assembly.complete());
        }
    }

    private void obey(@Nullable CloseReason broken) {
        if (broken != null) {
            fail(broken);
        }
    }

    @Override
    public void broken(CloseReason reason) {
        fail(reason);
    }

    private void fail(CloseReason broken) {
        if (!link.closing()) {
            CloseCodes.limit(broken).ifPresent(metrics::limited);
        }
        link.fail(broken);
    }

    @Override
    public void control(int opcode, byte[] payload) {
        if (opcode == FrameParser.CLOSE) {
            link.peerClosed(payload);
        } else if (!link.closing() && (opcode == FrameParser.PING || !link.pong(payload))) {
            counted(opcode == FrameParser.PING, payload);
        }
    }

    /** All count but the answers to our own questions. */
    private void counted(boolean ping, byte[] payload) {
        if (!control.take(System.nanoTime())) {
            fail(CloseCodes.CONTROL_FLOOD);
        } else if (ping) {
            link.deliveries().pinged(() -> answer(payload));
        }
    }

    /** A peer that does not read gets no answers, since they would pile up. */
    private void answer(byte[] payload) {
        ChannelHandlerContext to = Objects.requireNonNull(context);
        if (to.channel().isWritable() && !link.closing()) {
            answered = true;
            to.write(new PongWebSocketFrame(Unpooled.wrappedBuffer(payload)), to.voidPromise());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        link.read();
        if (answered) {
            answered = false;
            context.flush();
        }
        watchUnfinished(context);
        context.fireChannelReadComplete();
    }

    private void watchUnfinished(ChannelHandlerContext context) {
        if (!assembly.started() && !parser.inside()) {
            unfinishedMessage = -1;
        } else if (unfinishedMessage != assembly.completed()) {
            unfinishedMessage = assembly.completed();
            unfinishedSince = System.nanoTime();
            if (!timed) {
                timed = true;
                context.executor().schedule(() -> checkUnfinished(context), unfinishedNanos, TimeUnit.NANOSECONDS);
            }
        }
    }

    private void checkUnfinished(ChannelHandlerContext context) {
        timed = false;
        if (unfinishedMessage < 0 || link.closing()) {
            return;
        }
        long now = System.nanoTime();
        if (!context.channel().config().isAutoRead()) {
            unfinishedSince = now;
        }
        long left = unfinishedSince + unfinishedNanos - now;
        if (left <= 0) {
            fail(CloseCodes.UNFINISHED);
        } else {
            timed = true;
            context.executor().schedule(() -> checkUnfinished(context), left, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        link.gone();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            LOG.debug("{} failed", context.channel(), Printable.thrown(cause));
            context.close();
        } else {
            LOG.error("{} is closed", context.channel(), Printable.thrown(cause));
            link.close(CloseCodes.FAILED);
        }
    }
}
