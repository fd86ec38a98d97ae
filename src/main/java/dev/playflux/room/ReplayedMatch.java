package dev.playflux.room;

import dev.playflux.message.BadData;
import dev.playflux.recording.Difference;
import dev.playflux.recording.DoesNotFit;
import dev.playflux.recording.Recorded;
import dev.playflux.recording.Recording;
import dev.playflux.recording.Unreadable;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A replay: reads entries, and makes the calls that they tell of. */
final class ReplayedMatch<S> implements Replay<S> {
    private static final String RETURNED = "without an exception";

    private final GameSpec<S> game;
    private final Recording.Reading reading;
    private final Recorded.Opening opening;
    private final ReplayedRoom<S> room;
    private final ReplayedCalls<S> calls;
    private @Nullable Recorded ahead;
    private @Nullable Difference difference;
    private @Nullable String ended;
    private long compared;

    private ReplayedMatch(GameSpec<S> game, Recording.Reading reading, Recorded.Opening opening) {
        this.game = game;
        this.reading = reading;
        this.opening = opening;
        this.room = new ReplayedRoom<>(game, opening);
        this.calls = new ReplayedCalls<>(game, room);
    }

    static <S> ReplayedMatch<S> open(GameSpec<S> game, Recording recording) {
        Recording.Reading reading = recording.open(types(game));
        try {
            if (!(reading.next() instanceof Recorded.Opening opening)) {
                throw new Unreadable("a recording without its beginning", null);
            }
            if (!opening.game().equals(game.name)) {
                throw new DoesNotFit(
                        "the recording is of the game '" + opening.game() + "', not of '" + game.name + "'");
            }
            ReplayedMatch<S> match = new ReplayedMatch<>(game, reading, opening);
            match.calls.begin(opening);
            match.look();
            return match;
        } catch (BadData unfit) {
            reading.close();
            throw new DoesNotFit("the state in which the recording begins does not fit: " + unfit.getMessage());
        } catch (RuntimeException unfit) {
            reading.close();
            throw unfit;
        }
    }

    /** A game as this library makes them. */
    static <S> GameSpec<S> spec(Game<S> game) {
        if (!(game instanceof GameSpec<S> spec)) {
            throw new IllegalArgumentException("not a game of this library: " + game);
        }
        return spec;
    }

    private static Set<Class<?>> types(GameSpec<?> game) {
        Set<Class<?>> types = new HashSet<>(game.events.keySet());
        game.handlers.values().forEach(handler -> types.add(handler.type()));
        types.addAll(StateFamily.of(game).known());
        if (game.options != null) {
            types.add(game.options);
        }
        return types;
    }

    /** Reads the next entry. */
    private void look() {
        ahead = reading.next();
        if (ahead instanceof Recorded.Ended end) {
            ended = end.why();
        } else if (ahead == null) {
            ended = reading.torn() ? "it was cut off" : "it has no more entries";
        }
    }

    @Override
    public boolean next() {
        boolean passed = false;
        while (ended == null && !(passed && !(ahead instanceof Recorded.Checkpoint))) {
            Recorded entry = Objects.requireNonNull(ahead, "an entry");
            make(entry);
            passed |= entry instanceof Recorded.Passed;
            look();
            if (room.takeAttempted()) {
                ended(entry);
            }
        }
        return passed;
    }

    private void make(Recorded entry) {
        if (entry instanceof Recorded.Checkpoint checkpoint) {
            compare(checkpoint);
        } else if (!(entry instanceof Recorded.Threw)) {
            try {
                calls.make(entry);
            } catch (BadData unfit) {
                throw new DoesNotFit("what was recorded after tick " + room.number() + " does not fit any more: "
                        + unfit.getMessage());
            }
        }
    }

    /** Compares how a call has ended; of one with which the file ends, nobody knows. */
    private void ended(Recorded call) {
        Throwable thrown = room.takeThrown();
        if (ahead == null) {
            return;
        }
        String then = ahead instanceof Recorded.Threw threw ? threw.what() : RETURNED;
        String now = thrown == null ? RETURNED : Recorded.Threw.of(thrown).what();
        if (ahead instanceof Recorded.Threw) {
            calls.threw(call);
        } else if (thrown instanceof BadData || thrown instanceof DoesNotFit) {
            throw new DoesNotFit(ReplayedCalls.name(call) + " at tick " + room.number() + " does not fit any more: "
                    + thrown.getMessage());
        }
        if (difference == null && !then.equals(now)) {
            String text = thrown == null ? now : thrown.toString();
            difference = new Difference(room.number(), ReplayedCalls.name(call), then, text, thrown);
        }
    }

    private void compare(Recorded.Checkpoint checkpoint) {
        compared++;
        if (difference == null) {
            difference = checkpoint.difference(room.state(), game.mutable);
        }
    }

    @Override
    public Replay<S> to(long tick) {
        boolean more = true;
        while (more && room.number() < tick) {
            more = next();
        }
        return this;
    }

    @Override
    public Replay<S> run() {
        return to(Long.MAX_VALUE);
    }

    @Override
    public Flux<S> paced(double speed) {
        if (!(speed > 0 && speed <= 1_000_000)) {
            throw new IllegalArgumentException("a speed is more than 0, was " + speed);
        }
        Duration period = Duration.ofNanos(Math.max(1, Math.round(1e9 / opening.tickRate() / speed)));
        return Flux.defer(() -> Flux.interval(period, period, Schedulers.parallel()))
                .onBackpressureDrop()
                .map(beat -> next())
                .takeWhile(more -> more)
                .map(more -> state());
    }

    @Override
    public Recorded.Opening opening() {
        return opening;
    }

    /** The room, for who shows the replay to others. */
    ReplayedRoom<S> room() {
        return room;
    }

    @Override
    public S state() {
        return room.state();
    }

    @Override
    public long tick() {
        return room.number();
    }

    @Override
    public Duration time() {
        return room.time();
    }

    @Override
    public boolean paused() {
        return room.paused();
    }

    @Override
    public Collection<Player<S>> players() {
        return room.players();
    }

    @Override
    public long joined() {
        return calls.joined();
    }

    @Override
    public long compared() {
        return compared;
    }

    @Override
    public @Nullable Difference difference() {
        return difference;
    }

    @Override
    public @Nullable String ended() {
        return ended;
    }

    @Override
    public void close() {
        reading.close();
    }
}
