package dev.playflux.server;

import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.room.Rooms;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * How a server ends without breaking off what is played: rooms may finish, what is left of them is ended or kept, and then
 * clients are sent away one after the other, so that they do not all come at once to whoever takes over.
 */
record Drain(Rooms rooms, Collection<Wire> wires, Scheduler clock) {
    static final CloseReason RESTART = new CloseReason(1012, "the server restarts");
    private static final Duration EACH = Duration.ofMillis(2);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration ENDING = Duration.ofSeconds(12);

    /** Takes nobody new, waits, and ends the rooms. Cold. */
    Mono<Void> rooms(Duration patience) {
        return rooms.over()
                .timeout(patience, Mono.empty(), clock)
                .thenMany(Flux.defer(rooms::retire))
                .then()
                .timeout(patience.plus(ENDING), Mono.empty(), clock)
                .onErrorComplete();
    }

    /** Sends everybody away. Cold. */
    Mono<Void> clients() {
        return Mono.defer(() -> {
            List<Wire> all = List.copyOf(wires);
            Duration window = EACH.multipliedBy(all.size());
            Duration pause = window.compareTo(LONGEST) > 0 ? LONGEST.dividedBy(all.size()) : EACH;
            return Flux.fromIterable(all)
                    .delayElements(pause, clock)
                    .doOnNext(wire -> wire.close(RESTART))
                    .then();
        });
    }
}
