package dev.playflux.room;

import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What leaves a room at the end of a turn: one task for each network loop, and for each connection one write with all its
 * messages and its state together. A wake-up and a write are what a fan-out costs; bytes are shared.
 */
final class FanOut {
    private static final Logger log = LoggerFactory.getLogger(Room.class);

    private final Map<Executor, Batch> batches = new LinkedHashMap<>();
    private final Queue<Batch> idle = new ConcurrentLinkedQueue<>();

    /** What goes to one wire. */
    interface Letter {

        /** Where to. */
        Wire wire();

        /** Writes it. On the wire's loop. */
        void write();
    }

    /** Adds what goes to a wire. */
    void add(Letter letter) {
        Executor loop = letter.wire().loop();
        Batch batch = batches.get(loop);
        if (batch == null) {
            batch = idle.poll();
            batch = batch == null ? new Batch(idle) : batch;
            batches.put(loop, batch);
        }
        batch.letters.add(letter);
    }

    /** Hands everything over. */
    void send() {
        batches.forEach(Executor::execute);
        batches.clear();
    }

    /** The letters of a turn for one loop; used again when they are written. */
    private static final class Batch implements Runnable {
        private final List<Letter> letters = new ArrayList<>();
        private final Queue<Batch> idle;

        Batch(Queue<Batch> idle) {
            this.idle = idle;
        }

        @Override
        public void run() {
            letters.forEach(Batch::deliver);
            letters.clear();
            idle.add(this);
        }

        /** What fails here ends this connection, and leaves the others of the batch alone. */
        private static void deliver(Letter letter) {
            try {
                letter.write();
            } catch (Throwable thrown) {
                log.error("a connection could not be served", Printable.thrown(thrown));
                letter.wire().close(new CloseReason(1011, "internal error"));
            }
        }
    }
}
