package dev.playflux.action;

import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * The operators of one action for one owner, running. Assembled at the first value; when the operators end with an error,
 * the next value assembles them anew, with new state; when they complete, they stay so. One thread calls it; its end is
 * called by whatever thread the operators signal on.
 */
public interface Chain<T> {

    /** A chain of operators; nothing is assembled yet. */
    static <T, R> Chain<T> of(Function<Flux<T>, ? extends Publisher<R>> operators, End<R> end) {
        return new OperatorChain<>(operators, end);
    }

    /** Assembles the operators now. */
    void assemble();

    /** Gives a value to the operators; false if it was dropped: 256 wait for demand, or the operators have completed. */
    boolean next(T value);

    /** Completes the Flux that the operators see, and then cancels what they still do. */
    void complete();

    /** Where a chain's results go. Must not throw. */
    interface End<R> {

        /** The operators emitted. */
        void next(R result);

        /** The operators ended with an error. */
        void failed(Throwable error);
    }
}
