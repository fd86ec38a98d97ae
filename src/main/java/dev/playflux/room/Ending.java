package dev.playflux.room;

import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** How a room ends: once, and all that the game or a store does then is awaited. On the room's thread unless said. */
final class Ending<S> {
    private static final String CLOSED = "the room has closed";

    /** A disk that hangs keeps no room. */
    private static final Duration FILE = Duration.ofSeconds(10);

    private final RunningRoom<S> room;
    private final @Nullable Keeper<S> keeper;
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private boolean over;

    Ending(RunningRoom<S> room, @Nullable Keeper<S> keeper) {
        this.room = room;
        this.keeper = keeper;
    }

    boolean over() {
        return over;
    }

    /** Completes when the room has ended, and all that is done then is done. From any thread. */
    Mono<Void> ended() {
        return ended.asMono();
    }

    /** Ends the room: everybody leaves, hears why, and is closed. */
    void finish(@Nullable Failure told, CloseReason reason) {
        if (!over) {
            over = true;
            room.door().close(told, reason);
            room.recorder().last();
            end(close(), CLOSED);
        }
    }

    /** Ends the room at once. From any thread. */
    void shutdown(CloseReason reason) {
        room.mailbox().execute(() -> room.errands().last(() -> finish(null, reason)));
    }

    /**
     * Ends the room because its server ends, or has the store keep it, but closes no connection: gives those there are when
     * all is done. Hot, runs once. From any thread.
     */
    Mono<List<Wire>> retire() {
        Sinks.One<List<Wire>> left = Sinks.one();
        room.mailbox().execute(() -> room.errands().last(() -> retire(left)));
        return left.asMono();
    }

    private void retire(Sinks.One<List<Wire>> left) {
        if (over) {
            ended().subscribe(none -> {}, failed -> {}, () -> left.tryEmitValue(List.of()));
            return;
        }
        over = true;
        Mono<Void> saved = keeper != null && keeper.fit() && room.opened() ? keeper.save(true) : null;
        List<Wire> wires = saved == null ? room.door().empty() : room.door().suspend();
        ended().subscribe(none -> {}, failed -> {}, () -> left.tryEmitValue(wires));
        room.recorder().last();
        end(saved == null ? close() : saved, saved == null ? CLOSED : "its server has ended, and the room goes on");
    }

    /** What is to be done when nobody is left. */
    private Mono<Void> close() {
        Mono<Void> closed = room.opened() ? room.play().closed() : Mono.empty();
        // What could not be read may be what another version can read.
        return keeper == null || !room.opened() ? closed : closed.then(keeper.forget());
    }

    private void end(Mono<Void> last, String why) {
        room.stop();
        Mono<Void> recorded = room.recorder()
                .end(why)
                .timeout(FILE, room.settings().clock())
                .onErrorResume(late -> Mono.fromRunnable(() -> room.report("the recording's end", null, late)));
        last.onErrorResume(failed -> Mono.fromRunnable(() -> room.report("the room's end", null, failed)))
                .and(recorded)
                .subscribe(none -> {}, failed -> ended.tryEmitEmpty(), ended::tryEmitEmpty);
    }
}
