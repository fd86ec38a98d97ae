package dev.playflux.testing;

import dev.playflux.client.ConnectFailed;
import dev.playflux.client.GameClient;
import dev.playflux.client.GameConnector;
import dev.playflux.codec.Codec;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.NetworkConditions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The JVM client, behind methods that may be called before it is welcomed. */
final class ScriptedPlayer implements TestPlayer {
    private static final int ERRORS = 10_000;

    private final String name;
    private final Matches<?> match;
    private final Codec codec;
    private final Line line;
    private final Mono<GameClient> joined;
    private final Sinks.Many<Failure> errors = Sinks.many().replay().limit(ERRORS);
    private final Inbox<Message> messages = new Inbox<>();
    private final Inbox<Failure> failures = new Inbox<>();
    private @Nullable CloseReason end;
    private volatile @Nullable GameClient client;

    ScriptedPlayer(String name, Matches<?> match, GameConnector connector, Codec codec, Line line) {
        this.name = name;
        this.match = match;
        this.codec = codec;
        this.line = line;
        this.joined = connector
                .transport(line)
                .codec(codec)
                .connect()
                .doOnNext(this::joined)
                .cache();
        errors.asFlux().subscribe(failures::add);
        joined.subscribe(welcomed -> {}, this::refused);
    }

    /** A refused join is the first and last error. */
    private void refused(Throwable thrown) {
        if (thrown instanceof ConnectFailed failed) {
            end = failed.reason();
            if (failed.failure() != null) {
                errors.tryEmitNext(failed.failure());
            }
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
        welcomed.messages().subscribe(messages::add);
        welcomed.onClose().subscribe(reason -> end = reason);
    }

    @Override
    public String name() {
        return name;
    }

    Matches<?> match() {
        return match;
    }

    Inbox<Message> inbox() {
        return messages;
    }

    Inbox<Failure> failures() {
        return failures;
    }

    /** Why it ended for good; null if it did not. */
    @Nullable
    CloseReason end() {
        return end;
    }

    /** The client, if it has been welcomed. */
    @Nullable
    GameClient clientOrNull() {
        return client;
    }

    /** Who it is, and its last messages. */
    String messages() {
        GameClient welcomed = client;
        String id = welcomed == null || welcomed.player() == null ? "" : " (" + welcomed.player() + ")";
        return name + id + ":" + line.traffic().read(codec);
    }

    @Override
    public long fingerprint() {
        return line.traffic().fingerprint();
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
    public void send(String action, @Nullable Object data) {
        whenJoined(welcomed -> welcomed.send(action, data));
    }

    @Override
    public void send(Duration delay, Object message) {
        match.referee().scheduler().schedule(() -> send(message), delay.toNanos(), TimeUnit.NANOSECONDS);
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
    public void network(NetworkConditions toServer, NetworkConditions toClient) {
        line.conditions(toServer, toClient);
    }

    @Override
    public void cutAfter(long toServer, long toClient) {
        line.cutAfter(toServer, toClient);
    }

    @Override
    public void drop() {
        line.cut();
    }

    @Override
    public void goAway() {
        line.down();
        line.cut();
    }

    @Override
    public void comeBack() {
        line.up();
    }

    @Override
    public void leave() {
        whenJoined(welcomed -> welcomed.close().subscribe());
    }

    // Expectations.

    @Override
    public PlayerExpectations within(Duration time) {
        return new PlayerChecks(this, time);
    }

    @Override
    public PlayerExpectations within(int ticks) {
        return within(match.ticking(ticks));
    }

    private PlayerExpectations now() {
        return within(Duration.ZERO);
    }

    @Override
    public <T> PlayerExpectations expectState(Class<T> type, String what, Predicate<? super T> holds) {
        return now().expectState(type, what, holds);
    }

    @Override
    public <T> PlayerExpectations expectView(String view, Class<T> type, String what, Predicate<? super T> holds) {
        return now().expectView(view, type, what, holds);
    }

    @Override
    public PlayerExpectations expectNoView(String view) {
        return now().expectNoView(view);
    }

    @Override
    public <T> PlayerExpectations expectMessage(Class<T> type) {
        return now().expectMessage(type);
    }

    @Override
    public <T> PlayerExpectations expectMessage(Class<T> type, String what, Predicate<? super T> holds) {
        return now().expectMessage(type, what, holds);
    }

    @Override
    public PlayerExpectations expectNoMessage(Class<?> type) {
        return now().expectNoMessage(type);
    }

    @Override
    public PlayerExpectations expectError(String code) {
        return now().expectError(code);
    }

    @Override
    public PlayerExpectations expectNoError() {
        return now().expectNoError();
    }

    @Override
    public PlayerExpectations expectConnected() {
        return now().expectConnected();
    }

    @Override
    public PlayerExpectations expectSeated() {
        return now().expectSeated();
    }

    @Override
    public PlayerExpectations expectAway() {
        return now().expectAway();
    }

    @Override
    public PlayerExpectations expectGone() {
        return now().expectGone();
    }

    @Override
    public PlayerExpectations expectClosed(int code) {
        return now().expectClosed(code);
    }
}
