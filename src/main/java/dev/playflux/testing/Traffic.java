package dev.playflux.testing;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Received;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.message.Printable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What travels on one player's line: the last messages of both directions, which are read only when somebody wants to see them,
 * and a checksum of every byte. On the line's loop.
 */
final class Traffic {
    private static final int KEPT = 64;
    /** Of longer ones only the length is kept. */
    private static final int KEPT_BYTES = 2 * 1024;

    private static final int SHOWN = 20;
    /** Of what goes to and fro at every tick. */
    private static final int SHOWN_TICKS = 4;

    private static final int LONGEST = 120;
    private static final Set<String> TICKS = Set.of("$state", "$ack");
    /** States, which are long, and what holds a token. */
    private static final Set<String> UNREAD = Set.of("$state", "$hello", "$welcome");

    private final @Nullable Sent[] last = new Sent[KEPT];
    private int count;
    private final CRC32C in = new CRC32C();
    private final CRC32C out = new CRC32C();
    /** The first message of the server on this connection, which brings the dictionary. */
    private @Nullable Sent first;

    private record Sent(long nanos, boolean toServer, List<byte[]> parts, int length) {

        String line(String text) {
            return "\n    " + nanos / 1_000_000 + (toServer ? " ms → " : " ms ← ") + text;
        }

        byte[] bytes() {
            byte[] all = new byte[length];
            int at = 0;
            for (byte[] part : parts) {
                System.arraycopy(part, 0, all, at, part.length);
                at += part.length;
            }
            return all;
        }
    }

    /** A new connection. */
    void connected() {
        first = null;
    }

    /** A message of the client. */
    void sent(long nanos, List<byte[]> parts) {
        int length = 0;
        for (int i = 0; i < parts.size(); i++) {
            byte[] part = parts.get(i);
            out.update(part, 0, part.length);
            length += part.length;
        }
        keep(new Sent(nanos, true, length > KEPT_BYTES ? List.of() : parts, length));
    }

    /** A message of the server. */
    void heard(long nanos, byte[] bytes) {
        in.update(bytes, 0, bytes.length);
        List<byte[]> parts = List.of(bytes);
        if (first == null) {
            first = new Sent(nanos, false, parts, bytes.length);
        }
        keep(new Sent(nanos, false, bytes.length > KEPT_BYTES ? List.of() : parts, bytes.length));
    }

    private void keep(Sent message) {
        last[count++ & KEPT - 1] = message;
    }

    /** A checksum of all bytes so far: those of the client, then those of the server. */
    long fingerprint() {
        return out.getValue() << 32 | in.getValue();
    }

    /** The last messages, a line for each envelope; of those that come with every tick only the very last. */
    String read(Codec codec) {
        Codec known = codec.welcomed(dictionary(codec));
        Deque<String> lines = new ArrayDeque<>();
        int ticks = 0;
        for (int back = 1; back <= KEPT && lines.size() < SHOWN; back++) {
            Sent message = last[count - back & KEPT - 1];
            if (message == null) {
                break;
            }
            List<Received> envelopes = new ArrayList<>(envelopes(known, message));
            Collections.reverse(envelopes);
            for (Received received : envelopes) {
                if (lines.size() < SHOWN && (!ofTick(received) || ticks++ < SHOWN_TICKS)) {
                    lines.addFirst(message.line(text(received, message)));
                }
            }
        }
        return lines.isEmpty() ? "\n    none" : String.join("", lines);
    }

    private static List<Received> envelopes(Codec codec, Sent message) {
        if (message.parts.isEmpty()) {
            return List.of(new Received.Malformed("a long message, of " + message.length + " bytes"));
        }
        try {
            return codec.decode(message.bytes(), Limits.FROM_SERVER.shape());
        } catch (RuntimeException unreadable) {
            return List.of(new Received.Malformed(message.length + " bytes that cannot be read"));
        }
    }

    private static boolean ofTick(Received received) {
        return received instanceof Received.Wellformed wellformed
                && TICKS.contains(wellformed.message().action());
    }

    private static @Nullable Object said(Message message, String member) {
        Map<?, ?> data = message.as(Map.class);
        return data == null ? null : data.get(member);
    }

    private List<String> dictionary(Codec codec) {
        Sent welcome = first;
        if (welcome == null || codec.text()) {
            return List.of();
        }
        for (Received received : codec.decode(welcome.bytes(), Limits.FROM_SERVER.shape())) {
            if (received instanceof Received.Wellformed wellformed
                    && wellformed.message().action().equals("$welcome")
                    && said(wellformed.message(), "actions") instanceof List<?> actions) {
                return actions.stream().map(String::valueOf).toList();
            }
        }
        return List.of();
    }

    private static String text(Received received, Sent sent) {
        if (!(received instanceof Received.Wellformed wellformed)) {
            return received instanceof Received.Malformed malformed ? malformed.problem() : "an unknown record";
        }
        Message message = wellformed.message();
        String data = UNREAD.contains(message.action())
                ? sent.length + " bytes"
                : String.valueOf(new Printable(message.as(Object.class)));
        String numbered = message.seq() == 0 ? "" : " (seq " + message.seq() + ")";
        return message.action() + " " + (data.length() > LONGEST ? data.substring(0, LONGEST) + "…" : data) + numbered;
    }
}
