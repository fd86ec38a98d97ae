package dev.playflux.room;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who is in a room, in the order of their joining. On the room's thread; others may read the players. */
final class Members<S> {
    private final Map<String, Seat<S>> seats = new LinkedHashMap<>();
    private final List<Seat<S>> unsent = new ArrayList<>();
    private final FanOut fanOut = new FanOut();
    private final Set<Codec> codecs = ConcurrentHashMap.newKeySet();
    private int spectators;
    private boolean stale;
    private List<Seat<S>> seated = List.of();
    private List<Seat<S>> watching = List.of();
    private volatile List<Player<S>> players = List.of();

    void add(Seat<S> seat) {
        seats.put(seat.id(), seat);
        codecs.add(seat.codec());
        spectators += seat.spectator() ? 1 : 0;
        stale = true;
    }

    /**
     * A message in bytes for the codecs of those who have come so far, so that one that cannot travel throws in the thread
     * that sends it. From any thread.
     */
    Map<Codec, Encoded> encoded(Message message) {
        Map<Codec, Encoded> envelopes = new HashMap<>(4);
        codecs.forEach(codec -> envelopes.put(codec, codec.encode(message)));
        if (envelopes.isEmpty()) {
            envelopes.put(Codec.json(), Codec.json().encode(message));
        }
        return envelopes;
    }

    /** Takes a seat away; false if it was gone already. */
    boolean remove(Seat<S> seat) {
        if (!seats.remove(seat.id(), seat)) {
            return false;
        }
        spectators -= seat.spectator() ? 1 : 0;
        stale = true;
        return true;
    }

    /** Makes the snapshot of the players new, if it is not: a crowd that joins in one turn is copied once. */
    void refresh() {
        if (stale) {
            stale = false;
            seated = new ArrayList<>(seats.size());
            watching = new ArrayList<>(spectators);
            for (Seat<S> seat : seats.values()) {
                (seat.spectator() ? watching : seated).add(seat);
            }
            players = Collections.unmodifiableList(seated);
        }
    }

    /** A seat speaks another codec from now on, perhaps. */
    void back(Seat<S> seat) {
        codecs.add(seat.codec());
    }

    boolean contains(Seat<S> seat) {
        return seats.get(seat.id()) == seat;
    }

    Collection<Seat<S>> seats() {
        return seats.values();
    }

    /** Those who have a seat. */
    List<Seat<S>> seated() {
        refresh();
        return seated;
    }

    /** Those who watch. */
    List<Seat<S>> watching() {
        refresh();
        return watching;
    }

    /** The players as of the last {@link #refresh}. From any thread. */
    List<Player<S>> players() {
        return players;
    }

    int spectators() {
        return spectators;
    }

    /** A seat has something to send. */
    void unsent(Seat<S> seat) {
        if (seat.queue()) {
            unsent.add(seat);
        }
    }

    /** Sends what waits, a write for each connection. */
    void flush() {
        refresh();
        if (!unsent.isEmpty()) {
            unsent.forEach(seat -> seat.flush(fanOut));
            unsent.clear();
            fanOut.send();
        }
    }
}
