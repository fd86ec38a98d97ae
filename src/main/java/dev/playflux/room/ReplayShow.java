package dev.playflux.room;

import dev.playflux.recording.Recording;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A replay as a game of its own, which nobody plays: each room has a replay, and its steps are the room's. */
final class ReplayShow<S> {
    private static final Duration LONG = Duration.ofDays(10_000);

    private final GameSpec<S> game;
    private final Recording recording;
    private final long first;
    private final ConcurrentMap<String, ReplayedMatch<S>> matches = new ConcurrentHashMap<>();

    ReplayShow(GameSpec<S> game, Recording recording, long first) {
        this.game = game;
        this.recording = recording;
        this.first = first;
    }

    /** The same views, and nothing else of the game. */
    Game<S> game() {
        GameSpec<S> bare = (GameSpec<S>) GameSpec.named(game.name, game.initial)
                .tickRate(game.tickRate)
                .keepEmpty(LONG)
                .onOpen((state, room) -> open(room))
                .onTick((state, tick) -> step(state, tick.room()))
                .onClose((state, room) -> {
                    close(room);
                    return null;
                });
        return bare.showing(game);
    }

    private S open(Room<S> room) {
        ReplayedMatch<S> match = (ReplayedMatch<S>) Replay.of(game, recording);
        match.to(first);
        match.room().broadcasts(message -> room.broadcast(message.action(), message.body()));
        matches.put(room.id(), match);
        return match.state();
    }

    private S step(S state, Room<S> room) {
        ReplayedMatch<S> match = matches.get(room.id());
        if (match != null && match.ended() == null) {
            match.next();
            return match.state();
        }
        return state;
    }

    private void close(Room<S> room) {
        ReplayedMatch<S> match = matches.remove(room.id());
        if (match != null) {
            match.close();
        }
    }
}
