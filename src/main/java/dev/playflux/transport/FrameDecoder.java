package dev.playflux.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to frames, stricter than the decoder that an upgrade leaves: no reserved bits, and a violation is only thrown,
 * so that the link closes with its code and not before the code has arrived. Knows whether it stands inside a frame.
 */
final class FrameDecoder extends WebSocket13FrameDecoder {
    private @Nullable ChannelHandlerContext context;
    private boolean inside;

    FrameDecoder(boolean server, int maxBytes) {
        super(WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(server)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .maxFramePayloadLength(maxBytes)
                .closeOnProtocolViolation(false)
                .build());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        super.decode(context, in, out);
        inside = out.isEmpty();
    }

    /** Takes bytes that were read before it was there. */
    void take(ByteBuf early) {
        ChannelHandlerContext to = Objects.requireNonNull(context);
        if (!early.isReadable()) {
            early.release();
            return;
        }
        try {
            channelRead(to, early);
        } catch (Exception broken) {
            to.fireExceptionCaught(broken);
        }
    }

    boolean inside() {
        return inside;
    }
}
