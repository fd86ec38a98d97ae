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
        Run now = run;
        if (now == null || now.failed || now.completed) {
            return false;
        }
        try {
            return now.source.tryEmitNext(value).isSuccess();
        } catch (Throwable fatal) {
            // Operators let errors of the machine through to whoever emits: a StackOverflowError, for one.
            now.dispose();
            now.hookOnError(fatal);
            return true;
        }
    }

    @Override
    public void complete() {
        over = true;
        Run now = run;
        if (now == null) {
            return;
        }
        try {
            now.source.tryEmitComplete();
        } catch (Throwable fatal) {
            now.hookOnError(fatal);
        } finally {
            now.dispose();
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
