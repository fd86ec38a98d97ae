package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Joins the fragments of messages, within the limits, and checks that text is UTF-8. */
final class Assembly {
    private static final byte[] NOTHING = {};

    private final Limits.Shape limits;
    private final Deliveries deliveries;
    private byte[] bytes = NOTHING;
    private int fragments;
    private boolean text;
    private long completed;

    Assembly(Limits.Shape limits, Deliveries deliveries) {
        this.limits = limits;
        this.deliveries = deliveries;
    }

    /** Takes a data frame; the reason to close for, if it breaks a rule. A message it completes is delivered. */
    @Nullable
    CloseReason add(WebSocketFrame frame) {
        boolean continues = frame instanceof ContinuationWebSocketFrame;
        if (continues != started()) {
            return CloseReason.protocolError(
                    continues ? "a continuation of nothing" : "a new message inside a fragmented one");
        }
        if (!continues) {
            text = frame instanceof TextWebSocketFrame;
        }
        if (++fragments > limits.fragments()) {
            return CloseCodes.TOO_MANY_FRAGMENTS;
        }
        if ((long) bytes.length + frame.content().readableBytes() > limits.messageBytes()) {
            return CloseCodes.tooBig(limits.messageBytes());
        }
        append(frame.content());
        return frame.isFinalFragment() ? complete() : null;
    }

    /** Whether a message has begun and is not complete. */
    boolean started() {
        return fragments > 0;
    }

    /** How many messages were completed. */
    long completed() {
        return completed;
    }

    private void append(ByteBuf content) {
        if (bytes.length == 0) {
            bytes = ByteBufUtil.getBytes(content);
        } else {
            int before = bytes.length;
            bytes = Arrays.copyOf(bytes, before + content.readableBytes());
            content.getBytes(content.readerIndex(), bytes, before, content.readableBytes());
        }
    }

    private @Nullable CloseReason complete() {
        byte[] message = bytes;
        bytes = NOTHING;
        fragments = 0;
        completed++;
        if (text && !Utf8.valid(message)) {
            return CloseCodes.NOT_UTF8;
        }
        deliveries.message(message, text);
        return null;
    }
}
