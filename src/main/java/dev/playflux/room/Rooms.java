package dev.playflux.room;

import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rooms of a server, and who gets into which. From any thread. */
public interface Rooms {

    /** No rooms yet, of these games. */
    static Rooms of(List<Game<?>> games, RoomSettings settings) {
        return new Lobby(games, settings);
    }

    /**
     * Brings a greeted client into a room: back to its seat, or into the room that it names, or into one of the game with a
     * free seat, or into a new one. The room welcomes and attaches it, or it gets a fatal failure.
     */
    void join(Guest guest);

    /** What players may send in any of the games: the dictionary of a binary codec. */
    List<String> actions();

    /** The open rooms. A snapshot. */
    Collection<Room<?>> open();

    /** The room of an id. */
    Optional<Room<?>> room(String id);

    /**
     * Looks for rooms that are stuck in their game, which their own threads cannot tell. Once a second, on one thread that is
     * no room's.
     */
    void watch();

    /**
     * Opens the rooms that a store has kept. Cold; completes when they are there, whatever became of them; one that takes
     * longer than 5 seconds is not waited for. Signals where the last of them does.
     */
    Mono<Void> restore();

    /** From now on nobody new comes in: {@code overloaded}. Who has a seat may still come back to it. */
    void drain();

    /** Completes when all rooms that are open now have ended. */
    Mono<Void> over();

    /**
     * Ends all rooms, or has the store keep them, and closes no connection: gives those there are, room by room, when each is
     * done. Hot, runs once.
     */
    Flux<Wire> retire();

    /**
     * Ends all rooms at once; their connections are closed with the reason. Hot, runs once whether subscribed or not;
     * completes when every room has ended, its hooks included.
     */
    Mono<Void> close(CloseReason reason);
}
