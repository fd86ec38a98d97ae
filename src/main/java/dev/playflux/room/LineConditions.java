package dev.playflux.room;

import dev.playflux.message.NetworkConditions;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the lines of a seat are like, the one of the moment and those to come. They belong to the room's thread. */
final class LineConditions<S> {
    private Consumer<Line<S>> change = good -> {};

    /** Changes the line of the moment and those after it. From any thread, and it throws there if the network has no conditions. */
    void change(
            Executor room,
            Supplier<@Nullable Line<S>> current,
            NetworkConditions toClient,
            NetworkConditions fromClient) {
        Line<S> line = current.get();
        if (line == null) {
            return;
        }
        Consumer<Line<S>> next = now -> now.wire().conditions(toClient, fromClient);
        next.accept(line);
        room.execute(() -> {
            change = next;
            // The client may have come back meanwhile, on a line that has begun with what was before.
            Line<S> now = current.get();
            if (now != null && now != line) {
                next.accept(now);
            }
        });
    }

    /** A line begins. */
    void begin(Line<S> line) {
        change.accept(line);
    }
}
