package dev.playflux.client;

import dev.playflux.connection.Announcements;
import dev.playflux.connection.Wire;
import dev.playflux.message.Action;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Limits;
import dev.playflux.message.Message;
import dev.playflux.message.Printable;
import dev.playflux.state.Frame;
import dev.playflux.state.Latest;
import dev.playflux.state.Replica;
import dev.playflux.transport.Link;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A client, over as many connections as it takes. */
final class PlayerClient implements GameClient {
    private static final Logger log = LoggerFactory.getLogger(GameClient.class);
    private static final Duration PONG = Duration.ofSeconds(5);
    private static final Duration END = Duration.ofSeconds(3);
    /** A server may send more than a client: whole worlds. */
    private final ConnectorSpec spec;

    private final Scheduler clock = Schedulers.parallel();
    private final Replica replica = Replica.create();
    private final Inputs inputs = new Inputs();
    private final Latest<Frame> frames = Latest.create();
    private final Latest<Status> status = Latest.create();
    private final Announcements<Message> messages = new Announcements<>(256);
    private final Announcements<Failure> errors = new Announcements<>(256);
    private final Map<Long, Sinks.One<Duration>> pings = new ConcurrentHashMap<>();
    private final AtomicLong pingCount = new AtomicLong();
    private final AtomicReference<@Nullable GameLoop> loop = new AtomicReference<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final Sinks.One<GameClient> welcomed = Sinks.one();
    private final Sinks.One<CloseReason> closed = Sinks.one();
    private volatile @Nullable ServerInlet inlet;
    private volatile @Nullable Welcome welcome;
    private final RandomGenerator random;
    private int attempt;

    PlayerClient(ConnectorSpec spec) {
        this.spec = spec;
        this.random = spec.random() == null ? RandomGenerator.getDefault() : spec.random();
    }

    Mono<GameClient> start() {
        open();
        return welcomed.asMono().doOnCancel(this::abandon);
    }

    private void abandon() {
        if (welcome == null) {
            close().subscribe();
        }
    }

    // The connection.

    private void open() {
        spec.transport().connect(spec.uri(), spec.codec().subProtocol()).subscribe(this::greet, this::unreachable);
    }

    private void greet(Link link) {
        if (closing.get()) {
            link.close(CloseReason.DONE);
            finish(CloseReason.DONE);
            return;
        }
        Wire.Terms terms = Wire.Terms.client(spec.codec(), Limits.FROM_SERVER, clock);
        Wire wire = Wire.open("client", link, terms, opened -> new ServerInlet(this, opened, clock), ended -> {});
        Map<String, Object> hello = new HashMap<>();
        hello.put("acks", true);
        hello.put("client", "playflux-java");
        put(hello, "game", spec.game());
        put(hello, "room", spec.room());
        put(hello, "options", spec.options() == null ? null : spec.options().as(Object.class));
        if (spec.spectating()) {
            hello.put("spectate", true);
        }
        wire.emit(wire.codec().encode(Message.of("$hello", hello)));
    }

    private static void put(Map<String, Object> hello, String name, @Nullable Object value) {
        if (value != null) {
            hello.put(name, value);
        }
    }

    void welcomed(ServerInlet inlet, Welcome welcome) {
        attempt = 0;
        replica.reset(welcome.views() == null ? List.of() : welcome.views());
        this.welcome = welcome;
        this.inlet = inlet;
        if (closing.get()) {
            inlet.bye();
            return;
        }
        status.set(new Status.Connected());
        welcomed.tryEmitValue(this);
    }

    private void unreachable(Throwable failure) {
        if (welcome == null) {
            welcomed.tryEmitError(failure);
            finish(CloseReason.LOST);
        } else {
            again(new CloseReason(CloseReason.LOST.code(), String.valueOf(failure.getMessage())));
        }
    }

    void closed(CloseReason reason, @Nullable Failure fatal) {
        inlet = null;
        if (welcome == null) {
            welcomed.tryEmitError(new ConnectFailed(fatal, reason));
            finish(reason);
        } else {
            again(reason);
        }
    }

    private void again(CloseReason reason) {
        if (closing.get() || !spec.reconnecting() || reason.parts()) {
            finish(reason);
            return;
        }
        // Full jitter: anything between nothing and twice as long as the last time, 8 s at most.
        long most = Math.min(8000, 250L << Math.min(attempt, 10));
        attempt++;
        status.set(new Status.Reconnecting(reason, attempt));
        log.debug("connection lost with {} {}, attempt {}", reason.code(), new Printable(reason.reason()), attempt);
        waiting.set(true);
        clock.schedule(this::reopen, random.nextLong(most), TimeUnit.MILLISECONDS);
        if (closing.get()) {
            reopen();
        }
    }

    /** Ends the wait for the next attempt: the timer does, or a close. */
    private void reopen() {
        if (!waiting.compareAndSet(true, false)) {
            return;
        }
        if (closing.get()) {
            finish(CloseReason.DONE);
        } else {
            open();
        }
    }

    private void finish(CloseReason reason) {
        status.set(new Status.Closed(reason));
        status.complete();
        frames.complete();
        messages.complete();
        errors.complete();
        pings.values().forEach(ping -> ping.tryEmitError(new ConnectFailed(null, reason)));
        closed.tryEmitValue(reason);
    }

    // What the inlet hears.

    Replica replica() {
        return replica;
    }

    Inputs inputs() {
        return inputs;
    }

    void framed() {
        frames.set(replica.frame());
    }

    void deliver(Message message) {
        messages.announce(message);
    }

    void refused(Failure failure) {
        errors.announce(failure);
    }

    void pong(Message message) {
        if (message.as(Object.class) instanceof Map<?, ?> pong && pong.get("t") instanceof Number t) {
            Sinks.One<Duration> ping = pings.remove(t.longValue());
            if (ping != null) {
                ping.tryEmitValue(Duration.ofNanos(clock.now(TimeUnit.NANOSECONDS)));
            }
        }
    }

    /** Asks a silent server for a sign of life. */
    void pingQuietly(ServerInlet inlet) {
        inlet.wire().outbound().tryEmitNext(Message.of("$ping", Map.of("t", 0)));
    }

    // The API.

    @Override
    public @Nullable String player() {
        Welcome now = welcome;
        return now == null ? null : now.player();
    }

    @Override
    public @Nullable String room() {
        Welcome now = welcome;
        return now == null ? null : now.room();
    }

    @Override
    public <T> Flux<T> states(Class<T> type) {
        return view("world", type);
    }

    @Override
    public <T> Flux<T> view(String name, Class<T> type) {
        return frames.flux().handle((frame, sink) -> pass(frame.view(name, type), sink));
    }

    @Override
    public <T> Flux<Map<String, T>> views(String name, Class<T> type) {
        return frames.flux().map(frame -> frame.views(name, type));
    }

    @Override
    public Flux<Frame> frames() {
        return frames.flux();
    }

    @Override
    public <T> @Nullable T state(Class<T> type) {
        Frame frame = frames.get();
        return frame == null ? null : frame.view("world", type);
    }

    @Override
    public <T> Flux<T> on(Class<T> type) {
        return on(Action.Names.of(type), type);
    }

    @Override
    public <T> Flux<T> on(String action, Class<T> type) {
        return messages.flux()
                .filter(message -> message.action().equals(action))
                .handle((message, sink) -> pass(message.as(type), sink));
    }

    private static <T> void pass(@Nullable T value, SynchronousSink<T> sink) {
        if (value != null) {
            sink.next(value);
        }
    }

    @Override
    public Flux<Failure> errors() {
        return errors.flux();
    }

    @Override
    public Flux<Status> status() {
        return status.flux();
    }

    @Override
    public boolean send(Object message) {
        return send(Message.of(message));
    }

    @Override
    public boolean send(String action, @Nullable Object data) {
        return send(Message.of(action, data));
    }

    private boolean send(Message message) {
        ServerInlet now = inlet;
        return now != null && now.wire().outbound().tryEmitNext(message).isSuccess();
    }

    @Override
    public long input(Object input) {
        Message message = Message.of(input);
        spec.codec().encode(message);
        long number = inputs.put(message);
        ServerInlet now = inlet;
        if (now != null) {
            now.wire().loop().execute(now::sendInputs);
        }
        return number;
    }

    @Override
    public Mono<Duration> ping() {
        return Mono.defer(() -> {
            long t = pingCount.incrementAndGet();
            Sinks.One<Duration> pong = Sinks.one();
            pings.put(t, pong);
            long sent = clock.now(TimeUnit.NANOSECONDS);
            if (!send(Message.of("$ping", Map.of("t", t)))) {
                pings.remove(t);
                return Mono.error(new ConnectFailed(null, CloseReason.LOST));
            }
            return pong.asMono()
                    .map(arrived -> arrived.minusNanos(sent))
                    .timeout(PONG, clock)
                    .doFinally(end -> pings.remove(t));
        });
    }

    @Override
    public GameLoop loop() {
        GameLoop made = loop.get();
        if (made == null) {
            loop.compareAndSet(null, new PumpedLoop(this, frames::get, clock));
            made = loop.get();
        }
        return Objects.requireNonNull(made);
    }

    @Override
    public Mono<Void> close() {
        if (closing.compareAndSet(false, true)) {
            ServerInlet now = inlet;
            if (now != null) {
                now.wire().loop().execute(now::bye);
            }
            reopen();
        }
        return closed.asMono().then();
    }

    @Override
    public void closeNow() {
        close().block(END);
    }

    @Override
    public Mono<CloseReason> onClose() {
        return closed.asMono();
    }
}
