package dev.playflux.room;

import dev.playflux.recording.Recording;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A replay as a game of its own, which nobody plays: each room has a replay, and its steps are the room's. */
final class ReplayShow<S> {
    private final GameSpec<S> game;
    private final Recording recording;
    private final long first;
    private final int tickRate;
    private final ConcurrentMap<String, ReplayedMatch<S>> matches = new ConcurrentHashMap<>();

    /** The first room's, which stands where it begins; null when that has it. */
    private final AtomicReference<@Nullable ReplayedMatch<S>> ready = new AtomicReference<>();

    /** Opens the recording, so that what is wrong with it is known before anybody watches. */
    ReplayShow(GameSpec<S> game, Recording recording, long first) {
        this.game = game;
        this.recording = recording;
        this.first = first;
        ReplayedMatch<S> match = match();
        this.tickRate = match.opening().tickRate();
        ready.set(match);
    }

    private ReplayedMatch<S> match() {
        ReplayedMatch<S> match = ReplayedMatch.open(game, recording);
        try {
            match.to(first);
            return match;
        } catch (Throwable unfit) {
            match.close();
            throw unfit;
        }
    }

    /** The same views, and nothing else of the game. */
    Game<S> game() {
        GameSpec<S> bare = (GameSpec<S>) GameSpec.named(game.name, game.initial)
                .tickRate(tickRate)
                .onOpen((state, room) -> open((RunningRoom<S>) room))
                .onTick((state, tick) -> step(state, (RunningRoom<S>) tick.room()))
                .onClose((state, room) -> {
                    close(room);
                    return null;
                });
        return bare.showing(game, this::played);
    }

    private Room<S> played(Room<S> room) {
        ReplayedMatch<S> match = matches.get(room.id());
        return match == null ? room : match.room();
    }

    private S open(RunningRoom<S> room) {
        ReplayedMatch<S> prepared = ready.getAndSet(null);
        ReplayedMatch<S> match = prepared == null ? match() : prepared;
        match.room().broadcasts(message -> room.broadcast(message.action(), message.body()));
        matches.put(room.id(), match);
        follow(room, match);
        return match.state();
    }

    private S step(S state, RunningRoom<S> room) {
        ReplayedMatch<S> match = matches.get(room.id());
        if (match == null) {
            return state;
        }
        if (match.ended() == null) {
            match.next();
            follow(room, match);
        } else {
            room.clockwork().restore(room.clockwork().number(), match.room().steps(), false);
        }
        return match.state();
    }

    /** The room's time is the replay's, which stands still when that does; its own steps never do. */
    private static <S> void follow(RunningRoom<S> room, ReplayedMatch<S> match) {
        room.clockwork().restore(match.tick(), match.room().steps(), false);
    }

    private void close(Room<S> room) {
        ReplayedMatch<S> match = matches.remove(room.id());
        if (match != null) {
            match.close();
        }
    }
}
