package dev.playflux.room;

import dev.playflux.message.Host;
import dev.playflux.state.ViewSchema;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a room shows after each tick, and to whom. On the room's thread. */
final class Showing<S> {
    private final RunningRoom<S> room;
    private final Audience<S> audience;
    private @Nullable Host host;

    Showing(RunningRoom<S> room) {
        this.room = room;
        this.audience = new Audience<>(room, room.game.views);
    }

    /** Opens the views of a game whose state is of a type. */
    void open(Class<?> state) {
        audience.open(state);
    }

    /** What a binary welcome tells of the views. */
    List<ViewSchema> schemas() {
        return audience.schemas();
    }

    /** Whom a seat is among. */
    Audience<S> audience(Seat<S> seat) {
        return audience;
    }

    /** Shows the state of a tick. */
    void publish(S state, RoomTick<S> tick) {
        audience.publish(
                new Moment<>(state, tick.number(), tick.time(), host()),
                room.members().seats());
    }

    /** Who hosts the room: the same instance until that changes. */
    private @Nullable Host host() {
        if (room.game.hosted) {
            String player = room.host().map(Player::id).orElse(null);
            Host last = host;
            if (last == null || last.paused() != room.paused() || !Objects.equals(last.player(), player)) {
                host = new Host(player, room.paused());
            }
        }
        return host;
    }
}
