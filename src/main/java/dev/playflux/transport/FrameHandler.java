package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every frame of a socket, before Reactor Netty sees one: frames to messages, answers to PINGs, and the rules of
 * the wire. On the loop only.
 */
final class FrameHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(FrameHandler.class);

    private final WebSocketLink link;
    private final FrameDecoder decoder;
    private final Assembly assembly;
    private final TokenBucket control;
    private final long unfinishedNanos;
    private boolean answered;
    private boolean timed;
    private long unfinishedSince;
    private long unfinishedMessage = -1;

    FrameHandler(WebSocketLink link, FrameDecoder decoder, Limits limits) {
        this.link = link;
        this.decoder = decoder;
        this.assembly = new Assembly(limits.shape(), link.deliveries());
        this.control = new TokenBucket(limits.control(), System.nanoTime());
        this.unfinishedNanos = limits.unfinished().toNanos();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof LastHttpContent) {
            context.fireChannelRead(message);
            return;
        }
        try {
            if (message instanceof WebSocketFrame frame) {
                take(context, frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(ChannelHandlerContext context, WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            link.peerClosed(close.statusCode(), close.reasonText());
        } else if (link.closing()) {
            return;
        } else if (frame instanceof PingWebSocketFrame || frame instanceof PongWebSocketFrame) {
            control(context, frame);
        } else {
            CloseReason broken = assembly.add(frame);
            if (broken != null) {
                link.close(broken);
            }
        }
    }

    /** All count but the answers to our own questions. */
    private void control(ChannelHandlerContext context, WebSocketFrame frame) {
        boolean ping = frame instanceof PingWebSocketFrame;
        if (!ping && link.pong(frame.content())) {
            return;
        }
        if (!control.take(System.nanoTime())) {
            link.close(CloseCodes.CONTROL_FLOOD);
        } else if (ping) {
            answer(context, frame);
        }
    }

    /** A peer that does not read gets no answers, since they would pile up. */
    private void answer(ChannelHandlerContext context, WebSocketFrame ping) {
        if (context.channel().isWritable()) {
            answered = true;
            context.write(new PongWebSocketFrame(ping.content().retain()), context.voidPromise());
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
        if (!assembly.started() && !decoder.inside()) {
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
            link.close(CloseCodes.UNFINISHED);
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
        if (cause instanceof CorruptedWebSocketFrameException broken) {
            context.pipeline().remove(decoder);
            link.close(new CloseReason(broken.closeStatus().code(), String.valueOf(broken.getMessage())));
        } else if (cause instanceof IOException) {
            LOG.debug("{} failed", context.channel(), cause);
            context.close();
        } else {
            LOG.error("{} is closed", context.channel(), cause);
            link.close(CloseCodes.FAILED);
        }
    }
}
