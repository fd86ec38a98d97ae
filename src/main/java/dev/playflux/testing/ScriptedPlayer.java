package dev.playflux.testing;

import dev.playflux.client.ConnectFailed;
import dev.playflux.client.GameClient;
import dev.playflux.client.GameConnector;
import dev.playflux.message.Failure;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** The JVM client, behind methods that may be called before it is welcomed. */
final class ScriptedPlayer implements TestPlayer {
    private static final int ERRORS = 10_000;

    private final Scheduler scheduler;
    private final Line line;
    private final Mono<GameClient> joined;
    private final Sinks.Many<Failure> errors = Sinks.many().replay().limit(ERRORS);
    private volatile @Nullable GameClient client;

    ScriptedPlayer(GameConnector connector, Transport network, Scheduler scheduler) {
        this.scheduler = scheduler;
        this.line = new Line(network);
        this.joined = connector.transport(line).connect().doOnNext(this::joined).cache();
        joined.subscribe(welcomed -> {}, this::refused);
    }

    /** A refused join is the first and last error. */
    private void refused(Throwable thrown) {
        if (thrown instanceof ConnectFailed failed && failed.failure() != null) {
            errors.tryEmitNext(failed.failure());
        }
        errors.tryEmitComplete();
    }

    private void whenJoined(Consumer<GameClient> act) {
        joined.subscribe(act, refused -> {});
    }

    private void joined(GameClient welcomed) {
        client = welcomed;
        // One thread emits, the scheduler's.
        welcomed.errors().subscribe(errors::tryEmitNext, errors::tryEmitError, errors::tryEmitComplete);
    }

    @Override
    public Mono<GameClient> joined() {
        return joined;
    }

    @Override
    public GameClient client() {
        GameClient welcomed = client;
        if (welcomed == null) {
            throw new IllegalStateException("not welcomed yet: see joined()");
        }
        return welcomed;
    }

    @Override
    public String id() {
        String id = client().player();
        if (id == null) {
            throw new IllegalStateException("a spectator has no id");
        }
        return id;
    }

    @Override
    public <T> Flux<T> states(Class<T> type) {
        return joined.flatMapMany(welcomed -> welcomed.states(type));
    }

    @Override
    public <T> Flux<T> view(String name, Class<T> type) {
        return joined.flatMapMany(welcomed -> welcomed.view(name, type));
    }

    @Override
    public <T> Flux<Map<String, T>> views(String name, Class<T> type) {
        return joined.flatMapMany(welcomed -> welcomed.views(name, type));
    }

    @Override
    public <T> @Nullable T state(Class<T> type) {
        return client().state(type);
    }

    @Override
    public <T> Flux<T> on(Class<T> type) {
        return joined.flatMapMany(welcomed -> welcomed.on(type));
    }

    @Override
    public Flux<Failure> errors() {
        return errors.asFlux();
    }

    @Override
    public void send(Object message) {
        whenJoined(welcomed -> welcomed.send(message));
    }

    @Override
    public void send(Duration delay, Object message) {
        scheduler.schedule(() -> send(message), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void input(Object input) {
        whenJoined(welcomed -> welcomed.input(input));
    }

    @Override
    public Mono<Void> deliver(Object message) {
        return once(joined.flatMap(welcomed -> welcomed.deliver(message)));
    }

    @Override
    public <R> Mono<R> ask(Object question, Class<R> type) {
        return once(joined.flatMap(welcomed -> welcomed.ask(question, type)));
    }

    /** Happens now, whoever listens. */
    private static <T> Mono<T> once(Mono<T> what) {
        Mono<T> replayed = what.cache();
        replayed.subscribe(value -> {}, failed -> {});
        return replayed;
    }

    @Override
    public void drop() {
        line.cut();
    }

    @Override
    public void leave() {
        whenJoined(welcomed -> welcomed.close().subscribe());
    }
}
