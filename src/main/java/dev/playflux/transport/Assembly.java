package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Limits;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Joins the frames of messages, within the limits. Text that cannot become UTF-8 any more is refused at once. Each step
 * gives the reason to close for, if it breaks a rule.
 */
final class Assembly {
    private static final byte[] NOTHING = {};

    private final Limits.Shape limits;
    private final Deliveries deliveries;
    private byte[] bytes = NOTHING;
    private int length;
    private int checked;
    private int fragments;
    private boolean text;
    private boolean compressed;
    private long completed;

    Assembly(Limits.Shape limits, Deliveries deliveries) {
        this.limits = limits;
        this.deliveries = deliveries;
    }

    /** A data frame begins that carries so many bytes; the first of a message may be marked as compressed. */
    @Nullable
    CloseReason begin(int opcode, long announced, boolean compressed) {
        boolean continues = opcode == FrameParser.CONTINUATION;
        if (continues != started()) {
            return CloseReason.protocolError(
                    continues ? "a continuation of nothing" : "a new message inside a fragmented one");
        }
        if (!continues) {
            text = opcode == FrameParser.TEXT;
            this.compressed = compressed;
        }
        if (++fragments > limits.fragments()) {
            return CloseCodes.TOO_MANY_FRAGMENTS;
        }
        return announced > limits.messageBytes() - length ? CloseCodes.tooBig(limits.messageBytes()) : null;
    }

    /** Takes bytes of the frame that began. */
    @Nullable
    CloseReason append(ByteBuf in, int count, int mask) {
        int end = length + count;
        if (end > bytes.length) {
            // A message of one piece gets its array at once; what was only announced takes no memory.
            bytes = Arrays.copyOf(
                    bytes, length == 0 ? end : Math.min(limits.messageBytes(), Math.max(end, 2 * length)));
        }
        in.readBytes(bytes, length, count);
        Masks.apply(bytes, length, end, mask);
        length = end;
        return text && !compressed ? check() : null;
    }

    private @Nullable CloseReason check() {
        checked = Utf8.check(bytes, checked, length);
        return checked < 0 ? CloseCodes.NOT_UTF8 : null;
    }

    /** The message is complete, and is delivered. */
    @Nullable
    CloseReason complete() {
        CloseReason broken = compressed ? inflate() : null;
        if (broken != null) {
            return broken;
        }
        if (text && checked < length) {
            return CloseCodes.NOT_UTF8;
        }
        byte[] message = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        boolean wasText = text;
        bytes = NOTHING;
        length = 0;
        checked = 0;
        fragments = 0;
        completed++;
        deliveries.message(message, wasText);
        return null;
    }

    private @Nullable CloseReason inflate() {
        try {
            byte[] inflated = Deflation.inflate(Arrays.copyOf(bytes, length), limits.messageBytes());
            if (inflated == null) {
                return CloseCodes.tooBig(limits.messageBytes());
            }
            bytes = inflated;
            length = inflated.length;
            return text ? check() : null;
        } catch (DataFormatException broken) {
            return CloseCodes.NOT_INFLATABLE;
        }
    }

    /** Whether a message has begun and is not complete. */
    boolean started() {
        return fragments > 0;
    }

    /** How many messages were completed. */
    long completed() {
        return completed;
    }
}
