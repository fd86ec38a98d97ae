package dev.playflux.transport;

import dev.playflux.message.Printable;
import dev.playflux.metrics.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the HTTP codec and Reactor Netty. Closes a connection whose next request does not come in time: from
 * the connect, or from the last answer, to the end of the request's headers. Refuses what is no HTTP. Keeps the bytes
 * that a client sends ahead of the 101, which would be lost on the way.
 */
final class RequestGate extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RequestGate.class);

    static final String NAME = "playflux.gate";
    private static final long LINGER_MILLIS = 2000;

    private final Duration time;
    private final Metrics metrics;
    private final List<ByteBuf> early = new ArrayList<>();
    private @Nullable Future<?> deadline;
    private boolean refused;

    RequestGate(Duration time, Metrics metrics) {
        this.time = time;
        this.metrics = metrics;
    }

    /** Opens for good: leaves the pipeline and gives what came early. */
    static ByteBuf open(ChannelHandlerContext context) {
        RequestGate gate = (RequestGate) context.handler();
        ByteBuf bytes = Unpooled.wrappedBuffer(gate.early.toArray(ByteBuf[]::new));
        gate.early.clear();
        context.pipeline().remove(gate);
        return bytes;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        start(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
        early.forEach(ReferenceCountUtil::release);
        early.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof ByteBuf bytes) {
            early.add(bytes);
        } else if (message instanceof HttpRequest request) {
            stop();
            if (request.decoderResult().isFailure()) {
                ReferenceCountUtil.release(message);
                HttpResponseStatus status = status(request.decoderResult().cause());
                if (status != HttpResponseStatus.BAD_REQUEST) {
                    metrics.limited("headerBytes");
                }
                refuse(context, status);
            } else {
                context.fireChannelRead(message);
            }
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent) {
            context.write(message, promise.unvoid()).addListener(sent -> start(context));
        } else {
            context.write(message, promise);
        }
    }

    /** Bytes that are no TLS, or a socket that breaks: nothing to warn of. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof DecoderException || cause instanceof IOException) {
            LOG.debug("{} failed", context.channel(), Printable.thrown(cause));
            context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    /** Answers and closes, but reads on for a while, because a reset would destroy the answer. */
    private void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
        refused = true;
        if (!context.channel().isActive()) {
            return;
        }
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        answer.content().writeBytes((status.reasonPhrase() + "\n").getBytes(StandardCharsets.UTF_8));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.channel().config().setAutoRead(true);
        context.writeAndFlush(answer).addListener(sent -> {
            if (sent.isSuccess() && context.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
        });
        context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static HttpResponseStatus status(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return HttpResponseStatus.REQUEST_URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException
                ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                : HttpResponseStatus.BAD_REQUEST;
    }

    private void start(ChannelHandlerContext context) {
        stop();
        if (context.isRemoved()) {
            return;
        }
        deadline = context.executor().schedule(() -> late(context), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void late(ChannelHandlerContext context) {
        metrics.limited("unfinished");
        context.close();
    }

    private void stop() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
