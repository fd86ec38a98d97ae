package dev.playflux.transport;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Operators;

/** Does something in the moment in which a link is on its way from an attempt to connect to who asked for it. */
record LastMoment<T>(CoreSubscriber<? super T> actual, Runnable deed) implements CoreSubscriber<T> {
    private static final String KEY = "last moment";

    /** When the attempt has it and nobody else yet: from now on, in all attempts, until {@link #over}. */
    static void before(Runnable deed) {
        behind("MonoCreate", deed);
    }

    /** The same when it has been decided that the subscriber gets it. */
    static void after(Runnable deed) {
        behind("MonoFilter", deed);
    }

    private static void behind(String operator, Runnable deed) {
        Hooks.onEachOperator(
                KEY,
                Operators.liftPublisher((publisher, actual) ->
                        publisher.getClass().getSimpleName().equals(operator)
                                ? new LastMoment<>(actual, deed)
                                : actual));
    }

    static void over() {
        Hooks.resetOnEachOperator(KEY);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        actual.onSubscribe(subscription);
    }

    @Override
    public void onNext(T value) {
        if (value instanceof Link) {
            deed.run();
        }
        actual.onNext(value);
    }

    @Override
    public void onError(Throwable thrown) {
        actual.onError(thrown);
    }

    @Override
    public void onComplete() {
        actual.onComplete();
    }
}
