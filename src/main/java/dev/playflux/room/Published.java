package dev.playflux.room;

import dev.playflux.state.Latest;
import dev.playflux.state.Snap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;

/** A room's states and ticks, as its streams tell them. On the room's thread; streams from any. */
final class Published<S> {
    private final Latest<S> states = Latest.create();
    private final Latest<Tick<S>> ticks = Latest.create();

    void set(S state, Tick<S> tick) {
        states.set(state);
        ticks.set(tick);
    }

    void complete() {
        ticks.complete();
        states.complete();
    }

    /** The states as clients see them; {@code failed} hears of those that cannot be seen so. */
    Flux<S> states(Consumer<Throwable> failed) {
        return Flux.defer(() -> {
            UnaryOperator<S> snap = Snap.create();
            return states.flux().handle((state, sink) -> {
                try {
                    sink.next(snap.apply(state));
                } catch (RuntimeException thrown) {
                    failed.accept(thrown);
                }
            });
        });
    }

    Flux<Tick<S>> ticks() {
        return ticks.flux();
    }
}
