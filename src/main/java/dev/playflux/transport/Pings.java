package dev.playflux.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** The PINGs that wait for their PONG. Each carries its number; a few are remembered. */
final class Pings {
    private static final int REMEMBERED = 16;

    private final Deque<Sent> sent = new ArrayDeque<>(1);
    private long last;

    /** The payload of the next PING. */
    ByteBuf next(long now) {
        if (sent.size() == REMEMBERED) {
            sent.remove();
        }
        sent.add(new Sent(++last, now));
        return Unpooled.copyLong(last);
    }

    /** How long an answer took, or −1 if nobody asked for it. It answers the older questions too. */
    long answered(byte[] payload, long now) {
        if (payload.length != Long.BYTES) {
            return -1;
        }
        long id = ByteBuffer.wrap(payload).getLong();
        for (Sent question : sent) {
            if (question.id == id) {
                sent.removeIf(older -> older.id <= id);
                return now - question.at;
            }
        }
        return -1;
    }

    private record Sent(long id, long at) {}
}
