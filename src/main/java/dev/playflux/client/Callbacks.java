package dev.playflux.client;

import dev.playflux.message.BadData;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.Printable;
import dev.playflux.message.Refused;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who hears what in a game loop. Registered from any thread, called on the one that pumps. What one of them throws is told to
 * those who hear of errors, and to the log; the others go on.
 */
final class Callbacks {
    private static final Logger log = LoggerFactory.getLogger(GameLoop.class);

    private final Map<String, List<Consumer<Message>>> actions = new ConcurrentHashMap<>();
    private final List<Consumer<? super Message>> others = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<String, Throwable>> errors = new CopyOnWriteArrayList<>();
    private final List<Watcher> ends = new CopyOnWriteArrayList<>();
    private final List<Watcher> beginnings = new CopyOnWriteArrayList<>();
    private volatile Life told = Life.UNBORN;

    /** Hears of each of a life's ascending numbers once; 0 is none. */
    private static final class Watcher {
        private final String name;
        private final ToLongFunction<Life> number;
        private final Consumer<Life> callback;
        private long heard;

        Watcher(String name, ToLongFunction<Life> number, Consumer<Life> callback, long heard) {
            this.name = name;
            this.number = number;
            this.callback = callback;
            this.heard = heard;
        }

        boolean isNew(Life life) {
            long now = number.applyAsLong(life);
            boolean isNew = now > heard;
            heard = Math.max(now, heard);
            return isNew;
        }
    }

    // Who hears.

    <T> void on(String action, Class<T> type, Consumer<? super T> callback) {
        // Decoded when it is called, where a body that does not fit loses that message only.
        actions.computeIfAbsent(action, name -> new CopyOnWriteArrayList<>())
                .add(message -> callback.accept(data(message, type)));
    }

    private static <T> T data(Message message, Class<T> type) {
        T data = message.as(type);
        if (data == null) {
            throw new BadData("expected " + type.getSimpleName() + ", was null");
        }
        return data;
    }

    void otherwise(Consumer<? super Message> callback) {
        others.add(callback);
    }

    void onError(BiConsumer<String, Throwable> callback) {
        errors.add(callback);
    }

    void onConnected(Runnable callback) {
        beginnings.add(new Watcher("onConnected", Life::begun, life -> callback.run(), 0));
    }

    void onResumed(Runnable callback) {
        beginnings.add(new Watcher("onResumed", Life::resumed, life -> callback.run(), told.resumed()));
    }

    void onDisconnected(Consumer<? super Disconnected> callback) {
        Consumer<Life> ended = life -> callback.accept(Objects.requireNonNull(life.end()));
        ends.add(new Watcher("onDisconnected", Life::ended, ended, told.endedBefore()));
    }

    // What they hear; each returns whether anybody did.

    boolean message(Message message) {
        List<? extends Consumer<? super Message>> hearers = actions.getOrDefault(message.action(), List.of());
        if (hearers.isEmpty()) {
            hearers = others;
        }
        for (Consumer<? super Message> hearer : hearers) {
            call(message.action(), () -> hearer.accept(message));
        }
        return !hearers.isEmpty();
    }

    boolean refused(Failure failure) {
        String where = failure.action() == null ? "server" : failure.action();
        Refused refused = Refused.by(failure.code(), failure.message());
        errors.forEach(hearer -> tell(hearer, where, refused));
        return !errors.isEmpty();
    }

    /** What became of the client; several turns since the last time count as one, of which the last is told last. */
    boolean lives(Life life) {
        told = life;
        boolean first = tell(life.connected() ? ends : beginnings, life);
        return tell(life.connected() ? beginnings : ends, life) || first;
    }

    /** Tells those who have been registered since. */
    boolean livesOn() {
        return lives(told);
    }

    /** News found no room: those who hear of errors are told once for all that did not. */
    boolean missed(long count) {
        NewsDropped dropped = new NewsDropped(count);
        log.warn("{}", new Printable(dropped.getMessage()));
        errors.forEach(hearer -> tell(hearer, "loop", dropped));
        return !errors.isEmpty();
    }

    private boolean tell(List<Watcher> watchers, Life life) {
        boolean any = false;
        for (Watcher watcher : watchers) {
            if (watcher.isNew(life)) {
                any = true;
                call(watcher.name, () -> watcher.callback.accept(life));
            }
        }
        return any;
    }

    private void call(String where, Runnable callback) {
        try {
            callback.run();
        } catch (Throwable thrown) {
            threw(where, thrown);
        }
    }

    void threw(String where, Throwable thrown) {
        log.error("a callback threw: {}", new Printable(where), Printable.thrown(thrown));
        errors.forEach(hearer -> tell(hearer, where, thrown));
    }

    private static void tell(BiConsumer<String, Throwable> hearer, String where, Throwable thrown) {
        try {
            hearer.accept(where, thrown);
        } catch (Throwable worse) {
            log.error("a callback for errors threw", Printable.thrown(worse));
        }
    }
}
