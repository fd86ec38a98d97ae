package dev.playflux.room;

import dev.playflux.connection.Wire;
import dev.playflux.message.Host;
import dev.playflux.state.ViewSchema;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a room shows and tells to all: at once, and to those who watch perhaps later. On the room's thread. */
final class Showing<S> {
    private final RunningRoom<S> room;
    private final Audience<S> audience;
    private final @Nullable Gallery<S> gallery;
    private @Nullable Host host;

    Showing(RunningRoom<S> room) {
        this.room = room;
        this.audience = new Audience<>(room, room.game.views);
        this.gallery = room.game.spectatorDelay.isZero() ? null : new Gallery<>(room);
    }

    /** Opens the views of a game whose state is of a type. */
    void open(Class<?> state) {
        audience.open(state);
        if (gallery != null) {
            gallery.audience().open(state);
        }
    }

    /** Those who see what was a while ago; null if nobody does. */
    @Nullable
    Gallery<S> gallery() {
        return gallery;
    }

    /** What a binary welcome tells of the views. */
    List<ViewSchema> schemas() {
        return audience.schemas();
    }

    /** Those among whom a seat is. */
    Audience<S> audience(Seat<S> seat) {
        return gallery != null && seat.spectator() ? gallery.audience() : audience;
    }

    /** The number of the last tick that a seat may know of. */
    long tick(Seat<S> seat) {
        return gallery != null && seat.spectator()
                ? gallery.tick()
                : room.clockwork().number();
    }

    /** Shows the state of a tick. */
    void publish(S state, RoomTick<S> tick) {
        Moment<S> moment = new Moment<>(state, tick.number(), tick.time(), host());
        audience.publish(moment, here());
        if (gallery != null) {
            gallery.publish(moment, room.members().watching());
        }
    }

    /** Tells all, but for one. */
    void tell(Circular circular, @Nullable Player<S> except) {
        for (Seat<S> seat : here()) {
            if (seat != except) {
                circular.post(seat);
            }
        }
        if (gallery != null) {
            gallery.hear(circular);
        }
    }

    /** Who sees what is now. */
    private Collection<Seat<S>> here() {
        return gallery == null ? room.members().seats() : room.members().seated();
    }

    /** The connections of those who see what was a while ago. */
    Set<Wire> behind() {
        Set<Wire> behind = new HashSet<>();
        if (gallery != null) {
            for (Seat<S> seat : room.members().watching()) {
                if (!seat.away()) {
                    behind.add(seat.here().wire());
                }
            }
        }
        return behind;
    }

    /** Who hosts the room: the same instance until that changes. */
    private @Nullable Host host() {
        if (room.game.hosted) {
            Room<S> played = room.game.played.apply(room);
            String player = played.host().map(Player::id).orElse(null);
            Host last = host;
            if (last == null || last.paused() != played.paused() || !Objects.equals(last.player(), player)) {
                host = new Host(player, played.paused());
            }
        }
        return host;
    }
}
