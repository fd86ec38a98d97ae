package dev.playflux.connection;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a session has sent reliably and the other has not acknowledged yet: numbered, kept in order, bounded, and
 * sent again on the next connection with the same numbers. One thread.
 */
public final class Outbox {
    /** How many messages may be unacknowledged. */
    public static final int MESSAGES = 256;

    /** How many bytes may be unacknowledged. */
    public static final int BYTES = 256 * 1024;

    private final Deque<Kept> kept = new ArrayDeque<>(4);
    private long last;
    private long bytes;

    /** A message and its bytes; another codec gets others. */
    private record Kept(Message message, Codec codec, Encoded encoded, Outcome outcome) {}

    /** One that goes on after a number; 0 for a new session. */
    public Outbox(long last) {
        this.last = last;
    }

    /**
     * The bytes of a message that is to be sent reliably.
     *
     * @throws NotEncodable if it would be too much alone
     */
    public static Encoded fitting(Message message, Encoded encoded) {
        if (encoded.length() > BYTES) {
            throw new NotEncodable(
                    "'" + message.action() + "' takes " + encoded.length() + " bytes, a reliable message at most "
                            + BYTES,
                    null);
        }
        return encoded;
    }

    /**
     * Numbers a message and keeps it.
     *
     * @return what is to be sent now, or later if there is no connection; null if too much is kept already, then nothing
     *     has happened
     * @throws NotEncodable if it cannot travel, or would be too much alone; then nothing has happened
     */
    public @Nullable Encoded add(Message message, Codec codec, Outcome outcome) {
        Message numbered = message.withSeq(last + 1);
        Encoded encoded = fitting(message, codec.encode(numbered));
        if (kept.size() >= MESSAGES || bytes + encoded.length() > BYTES) {
            return null;
        }
        keep(new Kept(numbered, codec, encoded, outcome));
        return encoded;
    }

    /** The number of the last message, 0 if there was none. */
    public long last() {
        return last;
    }

    /** The highest number that the peer has acknowledged. */
    public long acknowledged() {
        return last - kept.size();
    }

    /** How many are unacknowledged. */
    public int unacknowledged() {
        return kept.size();
    }

    /** Whether a peer may say that it has all up to this one, and nothing after it. */
    public boolean plausible(long seq) {
        return seq >= acknowledged() && seq <= last;
    }

    /** The peer has all up to this one. False, and nothing happens, if that was never sent: it breaks the protocol. */
    public boolean acknowledge(long seq) {
        if (seq > last) {
            return false;
        }
        while (acknowledged() < seq) {
            forgetFirst().acknowledged();
        }
        return true;
    }

    /** Keeps what was kept before, however long it is in another codec. */
    void restore(Message message, Codec codec) {
        Message numbered = message.withSeq(last + 1);
        keep(new Kept(numbered, codec, codec.encode(numbered), Outcome.IGNORED));
    }

    private void keep(Kept one) {
        last++;
        bytes += one.encoded.length();
        kept.add(one);
    }

    /** The peer has refused one; its acknowledgement follows. Unknown numbers mean nothing. */
    public void refuse(long seq, Throwable why) {
        for (Kept one : kept) {
            if (one.message.seq() == seq) {
                one.outcome.failed(why);
                return;
            }
        }
    }

    /** Everything unacknowledged, in order, for a connection that speaks this codec. */
    public List<Encoded> again(Codec codec) {
        List<Encoded> all = new ArrayList<>(kept.size());
        for (Kept one : kept) {
            all.add(one.codec.equals(codec) ? one.encoded : codec.encode(one.message));
        }
        return all;
    }

    /** What is unacknowledged, in order. */
    public List<Message> messages() {
        return kept.stream().map(Kept::message).toList();
    }

    /**
     * A server that was killed has forgotten what it had sent after a number, up to one that the receiver has. What it has
     * sent since got the same numbers, and moves behind them.
     */
    public void skip(long stored, long seq) {
        acknowledge(stored);
        List<Kept> since = List.copyOf(kept);
        kept.clear();
        last = seq;
        for (Kept one : since) {
            Message numbered = one.message.withSeq(++last);
            Encoded encoded = one.codec.encode(numbered);
            bytes += encoded.length() - one.encoded.length();
            kept.add(new Kept(numbered, one.codec, encoded, one.outcome));
        }
    }

    /** Nothing of what is unacknowledged will be heard of any more. */
    public void fail(Throwable why) {
        while (!kept.isEmpty()) {
            forgetFirst().failed(why);
        }
    }

    private Outcome forgetFirst() {
        Kept first = kept.remove();
        bytes -= first.encoded.length();
        return first.outcome;
    }
}
