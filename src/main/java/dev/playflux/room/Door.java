package dev.playflux.room;

import dev.playflux.codec.Codec;
import dev.playflux.connection.Greetings;
import dev.playflux.connection.Hello;
import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.room.SavedRoom.SavedSeat;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How people come into a room and leave it. On the room's thread, but for the reservations. */
final class Door<S> {
    private static final int SPECTATORS = 1000;
    private static final Failure TOO_MANY =
            Failure.fatal(Failure.NOT_ALLOWED, "your address has too many sessions already");

    private static final Failure CLOSED = Failure.fatal(Failure.ROOM_CLOSED, "the room has closed");

    private final RunningRoom<S> room;
    private final Members<S> members;
    private final Reservations reservations;
    private final Queue<Absence<S>> absences = new ArrayDeque<>(2);
    private @Nullable Throwable unopened;
    private long emptySince;

    /** A seat that is kept until a time, unless its client comes back on another line. All are kept equally long. */
    private record Absence<S>(Seat<S> seat, @Nullable Line<S> line, long until) {}

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
    void admit(Guest guest, String id) {
        Seat<S> seat = new Seat<>(id, room, guest);
        Failure refusal = refusal(seat);
        if (refusal == null && !seat.admitted()) {
            room.settings().metrics().limited("sessionsPerAddress");
            refuse(seat, TOO_MANY, new CloseReason(1013, TOO_MANY.message()));
            return;
        }
        if (refusal == null) {
            members.add(seat);
            Throwable thrown = seat.spectator() ? null : room.play().join(seat);
            if (thrown == null) {
                room.settings().metrics().sessionOpened();
                if (!seat.gone()) { // the join hook may have kicked it
                    welcome(seat, false, seat.ticket().first());
                }
                return;
            }
            members.remove(seat);
            refusal = room.play().fatal("onJoin", seat, thrown);
        }
        refuse(seat, refusal, refusal.close());
    }

    private void refuse(Seat<S> seat, Failure refusal, CloseReason reason) {
        seat.leave();
        release(seat);
        seat.here().wire().fail(refusal, reason);
    }

    /** Lets a client go on with its seat, unless the seat is gone or the client's numbers do not fit. */
    void resume(Seat<S> seat, Guest guest, Runnable otherwise) {
        Hello.Resume resume = Objects.requireNonNull(guest.hello().resume(), "a hello that resumes");
        boolean here = members.contains(seat) && seat.ticket().holds(resume.token());
        if (!here || !seat.correspondence().continues(resume.seq())) {
            otherwise.run();
            return;
        }
        String token = seat.ticket().renew(resume.token());
        if (token == null) {
            otherwise.run();
            return;
        }
        boolean wasAway = seat.away();
        absences.removeIf(absence -> absence.seat == seat);
        if (!wasAway) { // its older connection is let go now
            room.settings().metrics().sessionAway();
        }
        room.settings().metrics().sessionResumed();
        room.recorder().known(seat, guest.identity());
        seat.back(guest, resume.seq());
        if (seat.gone()) { // the game has kicked it for what it turns out to have
            return;
        }
        members.back(seat);
        welcome(seat, true, token);
        seat.here().again(seat.correspondence().outbox().again(seat.codec()));
        if (wasAway && !seat.spectator()) {
            room.play().back(seat);
        }
    }

    private @Nullable Failure refusal(Seat<S> seat) {
        if (unopened != null) {
            return room.play().fatal("onOpen", seat, unopened);
        }
        if (reservations.closed()) {
            return CLOSED;
        }
        if (seat.spectator() && members.spectators() >= SPECTATORS) {
            return Failure.fatal(Failure.ROOM_FULL, "too many watch already");
        }
        return null;
    }

    private void welcome(Seat<S> seat, boolean resumed, String token) {
        RoomSettings settings = room.settings();
        Codec codec = seat.codec();
        Map<String, Object> welcome = Greetings.welcome(
                codec,
                seat.session(),
                token,
                room.game.grace,
                resumed,
                seat.correspondence().known(),
                settings.limits(),
                settings.clock());
        if (!seat.spectator()) {
            welcome.put("player", seat.id());
        }
        welcome.put("room", room.id());
        welcome.put("game", room.game());
        welcome.put("tick", room.showing().tick(seat));
        welcome.put("tickMs", room.clockwork().tickMs());
        if (!codec.text()) {
            welcome.put("views", room.showing().schemas());
        }
        seat.here().welcome(codec.encode(Message.of("$welcome", welcome)), token);
    }

    /** A seat's connection has ended. */
    void lost(Seat<S> seat, CloseReason reason) {
        if (!members.contains(seat) || seat.away()) {
            return;
        }
        if (reason.endsSession()) {
            leave(seat, reason.code() == CloseReason.DONE.code() ? Leave.BYE : Leave.LOST);
            return;
        }
        seat.wentAway();
        room.settings().metrics().sessionAway();
        if (!seat.spectator()) {
            room.play().away(seat);
        }
        if (room.game.grace.isZero()) {
            leave(seat, Leave.LOST);
        } else {
            keep(seat);
        }
    }

    private void keep(Seat<S> seat) {
        absences.add(new Absence<>(seat, seat.line(), room.now() + room.game.grace.toNanos()));
    }

    /** Takes in a seat that outlived its server; its client has the grace to come back. */
    void restore(SavedSeat saved, boolean whole) {
        Seat<S> seat = new Seat<>(room, saved, whole);
        members.add(seat);
        room.settings().metrics().sessionOpened();
        room.settings().metrics().sessionAway();
        if (!seat.spectator()) {
            reservations.reserve();
            if (!saved.away()) {
                room.play().away(seat);
            }
            room.play().assemble(seat);
        }
        keep(seat);
    }

    /** Ends the seats whose client has not come back in time. */
    void expire(long now) {
        for (Absence<S> first = absences.peek(); first != null; first = absences.peek()) {
            boolean over = !first.seat.away() || first.seat.line() != first.line;
            if (!over && now < first.until) {
                return;
            }
            absences.remove();
            if (!over) {
                leave(first.seat, Leave.LOST);
            }
        }
    }

    /** Too much waits for a client that does not acknowledge it: its seat ends. */
    void overflowed(Seat<S> seat) {
        leave(seat, Leave.LOST);
        room.flush();
        seat.hangUp(new CloseReason(4007, "too much unacknowledged"));
    }

    /** Ends a seat; nothing if it has ended already. */
    void leave(Seat<S> seat, Leave why) {
        if (members.contains(seat)) {
            seat.leave();
            // What its chains still emitted may have ended it already: a kick, for one.
            if (members.remove(seat)) {
                room.settings().metrics().sessionEnded(seat.away());
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

    /**
     * Whether the room has been without players for so long that it closes; then nobody can come in any more. A replay has
     * none: who watches it keeps it.
     */
    boolean closesEmpty(long now) {
        if (!reservations.none() || (room.game.shown() && members.spectators() > 0)) {
            emptySince = now;
        }
        boolean longEnough = Duration.ofNanos(now - emptySince).compareTo(room.game.keepEmpty) >= 0;
        return longEnough && reservations.closeEmpty();
    }

    /** Ends all seats. Who watches with a delay does not hear why: that may be news. */
    void close(@Nullable Failure told, CloseReason reason) {
        Set<Wire> behind = room.showing().behind();
        for (Wire wire : empty()) {
            if (told == null) {
                wire.close(reason);
            } else if (behind.contains(wire)) {
                wire.fail(CLOSED, CLOSED.close());
            } else {
                wire.fail(told, reason);
            }
        }
    }

    /** Ends all seats, but closes no connection; gives those there are. */
    List<Wire> empty() {
        reservations.close();
        members.flush();
        List<Wire> wires = wires();
        List.copyOf(members.seats()).forEach(seat -> leave(seat, Leave.CLOSED));
        return wires;
    }

    /** Lets nobody in or back any more, and ends no seat: the room goes on elsewhere. Gives the connections there are. */
    List<Wire> suspend() {
        reservations.close();
        members.flush();
        List<Wire> wires = wires();
        for (Seat<S> seat : List.copyOf(members.seats())) {
            members.remove(seat);
            room.settings().metrics().sessionEnded(seat.away());
            seat.leave();
        }
        return wires;
    }

    private List<Wire> wires() {
        List<Wire> wires = new ArrayList<>();
        for (Seat<S> seat : members.seats()) {
            if (!seat.away()) {
                wires.add(seat.here().wire());
            }
        }
        return wires;
    }
}
