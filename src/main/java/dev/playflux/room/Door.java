package dev.playflux.room;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.connection.Hello;
import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How people come into a room and leave it. On the room's thread, but for the reservations. */
final class Door<S> {
    private static final int SPECTATORS = 1000;

    private final RunningRoom<S> room;
    private final Members<S> members;
    private final Reservations reservations;
    private @Nullable Throwable unopened;
    private long emptySince;

    Door(RunningRoom<S> room, Members<S> members, long now) {
        this.room = room;
        this.members = members;
        this.reservations = new Reservations(room.game.maxPlayers);
        this.emptySince = now;
    }

    Reservations reservations() {
        return reservations;
    }

    /** The room could not be opened: everybody hears why. */
    void unopened(Throwable why) {
        unopened = why;
    }

    /** Takes in whoever has reserved a seat, or watches. */
    void admit(Wire wire, Hello hello, String id) {
        Seat<S> seat = new Seat<>(id, room, wire, hello);
        Failure refusal = refusal(seat);
        if (refusal == null) {
            members.add(seat);
            Throwable thrown = seat.spectator() ? null : room.play().join(seat);
            if (thrown == null) {
                seat.welcome(welcome(seat));
                return;
            }
            members.remove(seat);
            refusal = room.play().fatal("onJoin", seat, thrown);
        }
        seat.leave();
        release(seat);
        wire.fail(refusal, refusal.close());
    }

    private @Nullable Failure refusal(Seat<S> seat) {
        if (unopened != null) {
            return room.play().fatal("onOpen", seat, unopened);
        }
        if (reservations.closed()) {
            return Failure.fatal(Failure.ROOM_CLOSED, "the room has closed");
        }
        if (seat.spectator() && members.spectators() >= SPECTATORS) {
            return Failure.fatal(Failure.ROOM_FULL, "too many watch already");
        }
        return null;
    }

    private Encoded welcome(Seat<S> seat) {
        Map<String, Object> welcome = new HashMap<>();
        welcome.put("session", seat.wire().id());
        if (!seat.spectator()) {
            welcome.put("player", seat.id());
        }
        welcome.put("room", room.id());
        welcome.put("game", room.game());
        welcome.put("resumed", false);
        welcome.put("seq", 0);
        welcome.put("tick", room.clockwork().number());
        welcome.put("tickMs", room.clockwork().tickMs());
        welcome.put("time", room.settings().clock().now(TimeUnit.MILLISECONDS));
        welcome.put("limits", room.settings().limits().told());
        Codec codec = seat.wire().codec();
        if (!codec.text()) {
            welcome.put("actions", codec.actions());
            welcome.put("views", room.audience().schemas());
        }
        return codec.encode(Message.of("$welcome", welcome));
    }

    /** A connection has ended. */
    void lost(Seat<S> seat) {
        if (members.contains(seat)) {
            if (!seat.spectator()) {
                room.play().away(seat);
            }
            leave(seat, Leave.LOST);
        }
    }

    /** Ends a seat; nothing if it has ended already. */
    void leave(Seat<S> seat, Leave why) {
        if (members.contains(seat)) {
            seat.leave();
            // What its chains still emitted may have ended it already: a kick, for one.
            if (members.remove(seat)) {
                if (!seat.spectator()) {
                    room.play().left(seat, why);
                }
                release(seat);
            }
        }
    }

    private void release(Seat<S> seat) {
        if (!seat.spectator()) {
            reservations.release();
            emptySince = room.now();
        }
    }

    /** Whether the room has been without players for so long that it closes; then nobody can come in any more. */
    boolean closesEmpty(long now) {
        if (!reservations.none()) {
            emptySince = now;
        }
        boolean longEnough = Duration.ofNanos(now - emptySince).compareTo(room.game.keepEmpty) >= 0;
        return longEnough && reservations.closeEmpty();
    }

    /** Ends all seats. */
    void close(@Nullable Failure told, CloseReason reason) {
        reservations.close();
        members.flush();
        for (Seat<S> seat : List.copyOf(members.seats())) {
            leave(seat, Leave.CLOSED);
            if (told == null) {
                seat.wire().close(reason);
            } else {
                seat.wire().fail(told, reason);
            }
        }
    }
}
