package dev.playflux.room;

import dev.playflux.codec.Encoded;
import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What leaves a room at the end of a turn: one task for each network loop, and for each connection one write with all its
 * messages and its state together. A wake-up and a write are what a fan-out costs; bytes are shared.
 */
final class FanOut {
    private static final Logger log = LoggerFactory.getLogger(Room.class);

    private final IdentityHashMap<Executor, Batch> batches = new IdentityHashMap<>();

    /** Adds what goes to a wire; {@code then} runs on its loop after the write. */
    void add(Wire wire, List<Encoded> envelopes, Runnable then) {
        batches.computeIfAbsent(wire.loop(), loop -> new Batch(new ArrayList<>()))
                .letters
                .add(new Letter(wire, envelopes, then));
    }

    /** Hands everything over. */
    void send() {
        batches.forEach(Executor::execute);
        batches.clear();
    }

    private record Letter(Wire wire, List<Encoded> envelopes, Runnable then) {

        /** What fails here ends this connection, and leaves the others of the batch alone. */
        void deliver() {
            try {
                wire.write(envelopes);
                then.run();
            } catch (Throwable thrown) {
                log.error("a connection could not be served", thrown);
                wire.close(new CloseReason(1011, "internal error"));
            }
        }
    }

    private record Batch(List<Letter> letters) implements Runnable {

        @Override
        public void run() {
            for (Letter letter : letters) {
                letter.deliver();
            }
        }
    }
}
