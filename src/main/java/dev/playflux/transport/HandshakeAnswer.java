package dev.playflux.transport;

import dev.playflux.message.PlayfluxException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Looks at the answer to a client's handshake before Reactor Netty does, which would forget a refusal's reason and log
 * every one as a warning. A good answer passes, anything else ends the connection. It stays until the link takes over, and
 * drops what comes in between: an attempt that was given up has no link, and Reactor Netty would keep its frames.
 */
final class HandshakeAnswer extends ChannelInboundHandlerAdapter {
    static final String NAME = "playflux.answer";
    private static final int REASON_CHARS = 200;

    private final URI uri;
    private final String subProtocol;
    private final Consumer<PlayfluxException> failed;
    private boolean answered;
    private boolean over;

    HandshakeAnswer(URI uri, String subProtocol, Consumer<PlayfluxException> failed) {
        this.uri = uri;
        this.subProtocol = subProtocol;
        this.failed = failed;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        PlayfluxException failure = message instanceof FullHttpResponse answer ? failure(answer) : null;
        if (over || message instanceof WebSocketFrame) {
            ReferenceCountUtil.release(message);
        } else if (failure != null) {
            ReferenceCountUtil.release(message);
            fail(context, failure);
        } else {
            answered |= message instanceof FullHttpResponse;
            context.fireChannelRead(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (answered) {
            context.fireChannelInactive();
        } else {
            fail(context, new PlayfluxException(uri + " closed the connection instead of answering"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (answered) {
            context.fireExceptionCaught(cause);
        } else {
            fail(context, Failures.unreachable(uri, cause));
        }
    }

    private @Nullable PlayfluxException failure(FullHttpResponse answer) {
        int status = answer.status().code();
        if (status != HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            String reason = answer.content().toString(StandardCharsets.UTF_8).strip();
            boolean said = !reason.isEmpty() && reason.length() <= REASON_CHARS;
            return Failures.refused(uri, status, said ? reason : answer.status().reasonPhrase());
        }
        String chosen = answer.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        return subProtocol.equals(chosen)
                ? null
                : new PlayfluxException(uri + " does not speak " + subProtocol + "; it answered with " + chosen);
    }

    /** Once; the handler stays, and takes what the end of the connection still throws. */
    private void fail(ChannelHandlerContext context, PlayfluxException failure) {
        if (!over) {
            over = true;
            context.pipeline().remove(NettyPipeline.ReactiveBridge);
            failed.accept(failure);
            context.close();
        }
    }
}
