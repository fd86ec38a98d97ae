package dev.playflux.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who is in a room, in the order of their joining. On the room's thread; others may read the players. */
final class Members<S> {
    private final Map<String, Seat<S>> seats = new LinkedHashMap<>();
    private final Set<Seat<S>> unsent = new LinkedHashSet<>();
    private final FanOut fanOut = new FanOut();
    private int spectators;
    private volatile List<Player<S>> players = List.of();

    void add(Seat<S> seat) {
        seats.put(seat.id(), seat);
        spectators += seat.spectator() ? 1 : 0;
        renew();
    }

    /** Takes a seat away; false if it was gone already. */
    boolean remove(Seat<S> seat) {
        if (!seats.remove(seat.id(), seat)) {
            return false;
        }
        spectators -= seat.spectator() ? 1 : 0;
        renew();
        return true;
    }

    private void renew() {
        List<Player<S>> renewed = new ArrayList<>(seats.size());
        for (Seat<S> seat : seats.values()) {
            if (!seat.spectator()) {
                renewed.add(seat);
            }
        }
        players = List.copyOf(renewed);
    }

    boolean contains(Seat<S> seat) {
        return seats.get(seat.id()) == seat;
    }

    Collection<Seat<S>> seats() {
        return seats.values();
    }

    /** The players, a snapshot. From any thread. */
    List<Player<S>> players() {
        return players;
    }

    int spectators() {
        return spectators;
    }

    /** A seat has something to send. */
    void unsent(Seat<S> seat) {
        unsent.add(seat);
    }

    /** Sends what waits, a write for each connection. */
    void flush() {
        if (!unsent.isEmpty()) {
            unsent.forEach(seat -> seat.flush(fanOut));
            unsent.clear();
            fanOut.send();
        }
    }
}
