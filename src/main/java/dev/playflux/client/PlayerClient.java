package dev.playflux.client;

import dev.playflux.connection.RoundTrip;
import dev.playflux.message.Action;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.state.Frame;
import dev.playflux.transport.Handover;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What a game sees of its client: the presence at the server, and the news from there. */
final class PlayerClient implements GameClient {
    private static final Duration END = Duration.ofSeconds(3);

    private final ConnectorSpec spec;
    private final Scheduler clock = Schedulers.parallel();
    private final LoopInbox inbox = new LoopInbox(clock);
    private final News news = new News(clock, inbox);
    private final Presence presence;
    private final GameLoop loop;

    PlayerClient(ConnectorSpec spec) {
        this.spec = spec;
        this.loop = new PumpedLoop(this, inbox, clock, spec.patience());
        this.presence = new Presence(spec, news, clock);
        presence.status().subscribe(inbox::status);
    }

    /** Connects; whoever subscribes has the client with the signal, or it closes. Once. */
    Mono<GameClient> start() {
        presence.open();
        return Handover.of(presence.welcomed().thenReturn(this), this::close);
    }

    /** The same, and waits for it. */
    GameClient startNow(Duration most) {
        try {
            return Objects.requireNonNull(start().block(most), "welcomed");
        } catch (RuntimeException failed) {
            // Also if the signal came just as the wait was over.
            close();
            throw failed;
        }
    }

    Presence presence() {
        return presence;
    }

    News news() {
        return news;
    }

    @Override
    public @Nullable String player() {
        Welcome now = presence.welcome();
        return now == null ? null : now.player();
    }

    @Override
    public @Nullable String room() {
        Welcome now = presence.welcome();
        return now == null ? null : now.room();
    }

    @Override
    public <T> Flux<T> states(Class<T> type) {
        return view("world", type);
    }

    @Override
    public <T> Flux<T> view(String name, Class<T> type) {
        return news.frames().handle((frame, sink) -> pass(frame.view(name, type), sink));
    }

    @Override
    public <T> Flux<Map<String, T>> views(String name, Class<T> type) {
        return news.frames().map(frame -> frame.views(name, type));
    }

    @Override
    public Flux<Frame> frames() {
        return news.frames();
    }

    @Override
    public <T> @Nullable T state(Class<T> type) {
        Frame frame = news.frame();
        return frame == null ? null : frame.view("world", type);
    }

    @Override
    public <T> Flux<T> on(Class<T> type) {
        return on(Action.Names.of(type), type);
    }

    @Override
    public <T> Flux<T> on(String action, Class<T> type) {
        return news.messages()
                .filter(message -> message.action().equals(action))
                .handle((message, sink) -> pass(message.as(type), sink));
    }

    private static <T> void pass(@Nullable T value, SynchronousSink<T> sink) {
        if (value != null) {
            sink.next(value);
        }
    }

    @Override
    public Flux<Message> messages() {
        return news.messages();
    }

    @Override
    public Flux<Failure> errors() {
        return news.errors();
    }

    @Override
    public Flux<Status> status() {
        return presence.status();
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
        ServerInlet now = presence.inlet();
        return now != null && presence.courier().send(message, now.wire());
    }

    @Override
    public long input(Object input) {
        Message message = Message.of(input);
        spec.codec().encode(message);
        long number = presence.inputs().put(message);
        ServerInlet now = presence.inlet();
        if (now != null) {
            now.wire().loop().execute(now::sendInputs);
        }
        return number;
    }

    @Override
    public Mono<Void> deliver(Object message) {
        return presence.courier().deliver(Message.of(message));
    }

    @Override
    public Mono<Void> deliver(String action, @Nullable Object data) {
        return presence.courier().deliver(Message.of(action, data));
    }

    @Override
    public <R> Mono<R> ask(Object question, Class<R> type) {
        return presence.courier().ask(Message.of(question), type);
    }

    @Override
    public <R> Mono<R> ask(String action, @Nullable Object data, Class<R> type) {
        return presence.courier().ask(Message.of(action, data), type);
    }

    @Override
    public <T> Disposable answer(Class<T> type, Function<? super T, ?> function) {
        return presence.answers().add(type, function);
    }

    @Override
    public Mono<Duration> ping() {
        return news.ping(this::send);
    }

    @Override
    public RoundTrip roundTrip() {
        ServerInlet now = presence.inlet();
        return now == null ? RoundTrip.NONE : now.wire().roundTrip();
    }

    @Override
    public GameLoop loop() {
        inbox.ask();
        return loop;
    }

    @Override
    public Mono<Void> close() {
        return presence.close();
    }

    @Override
    public void closeNow() {
        close().block(END);
    }

    @Override
    public Mono<CloseReason> onClose() {
        return presence.closed();
    }
}
