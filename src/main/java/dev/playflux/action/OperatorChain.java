package dev.playflux.action;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/** A sink, the operators, and a subscriber that survives both. */
final class OperatorChain<T, R> implements Chain<T> {
    private final Function<Flux<T>, ? extends Publisher<R>> operators;
    private final End<R> end;
    private @Nullable Run run;
    private boolean over;

    OperatorChain(Function<Flux<T>, ? extends Publisher<R>> operators, End<R> end) {
        this.operators = operators;
        this.end = end;
    }

    @Override
    public void assemble() {
        if (over || (run != null && !run.failed)) {
            return;
        }
        Run fresh = new Run();
        run = fresh;
        try {
            operators.apply(fresh.source.asFlux()).subscribe(fresh);
        } catch (Throwable thrown) {
            fresh.hookOnError(thrown);
        }
    }

    @Override
    public boolean next(T value) {
        assemble();
        return run != null
                && !run.failed
                && !run.completed
                && run.source.tryEmitNext(value).isSuccess();
    }

    @Override
    public void complete() {
        over = true;
        if (run != null) {
            run.source.tryEmitComplete();
            run.dispose();
        }
    }

    /** One assembly, from its first value to its error or completion. */
    private final class Run extends BaseSubscriber<R> {
        // One thread emits, and a full queue refuses the one value.
        private final Sinks.Many<T> source = Sinks.unsafe()
                .many()
                .unicast()
                .onBackpressureBuffer(Queues.<T>get(Queues.SMALL_BUFFER_SIZE).get());
        private volatile boolean failed;
        private volatile boolean completed;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        protected void hookOnNext(R result) {
            end.next(result);
        }

        @Override
        protected void hookOnError(Throwable error) {
            failed = true;
            end.failed(error);
        }

        @Override
        protected void hookOnComplete() {
            completed = true;
        }
    }
}
