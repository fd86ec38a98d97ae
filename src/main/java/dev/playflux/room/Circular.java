package dev.playflux.room;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.Message;
import java.util.Map;

/**
 * A message to many at most once, encoded once for each codec. On the room's thread.
 *
 * @param message what it says
 * @param envelopes the same in bytes, for the codecs of those who had come when it was sent
 */
record Circular(Message message, Map<Codec, Encoded> envelopes) {

    /** Sends it to one of them. */
    void post(Seat<?> seat) {
        seat.post(envelopes.computeIfAbsent(seat.codec(), codec -> codec.encode(message)));
    }

    /** What it takes to keep it. */
    long bytes() {
        return envelopes.values().stream().mapToLong(Encoded::length).sum();
    }
}
