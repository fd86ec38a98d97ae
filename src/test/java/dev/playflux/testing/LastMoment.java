package dev.playflux.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Operators;

/**
 * Does something in the moment in which a value is on its way between two operators.
 *
 * @param type of the value
 */
public record LastMoment<T>(CoreSubscriber<? super T> actual, Class<?> type, Runnable deed)
        implements CoreSubscriber<T> {
    private static final String KEY = "last moment";
    private static final AtomicInteger DEEDS = new AtomicInteger();

    /** When what {@code Mono.create} made has signalled it: from now on, everywhere, until {@link #over}. */
    public static void created(Class<?> type, Runnable deed) {
        behind("MonoCreate", type, deed);
    }

    /** The same when it has passed a filter. */
    public static void filtered(Class<?> type, Runnable deed) {
        behind("MonoFilter", type, deed);
    }

    private static void behind(String operator, Class<?> type, Runnable deed) {
        DEEDS.set(0);
        Hooks.onEachOperator(
                KEY,
                Operators.liftPublisher((publisher, actual) ->
                        publisher.getClass().getSimpleName().equals(operator)
                                ? new LastMoment<>(actual, type, deed)
                                : actual));
    }

    /** No more of it; gives how often it was done. */
    public static int over() {
        Hooks.resetOnEachOperator(KEY);
        return DEEDS.get();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        actual.onSubscribe(subscription);
    }

    @Override
    public void onNext(T value) {
        if (type.isInstance(value)) {
            DEEDS.incrementAndGet();
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
