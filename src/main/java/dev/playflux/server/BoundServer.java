package dev.playflux.server;

import dev.playflux.action.Actions;
import dev.playflux.codec.Codec;
import dev.playflux.connection.Connection;
import dev.playflux.connection.Connections;
import dev.playflux.connection.Hello;
import dev.playflux.connection.Hub;
import dev.playflux.connection.Identity;
import dev.playflux.connection.Sessions;
import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.room.Guest;
import dev.playflux.room.Room;
import dev.playflux.room.RoomSettings;
import dev.playflux.room.Rooms;
import dev.playflux.room.Store;
import dev.playflux.transport.Endpoint;
import dev.playflux.transport.Link;
import dev.playflux.transport.Listener;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A server, from its bind to its end. */
final class BoundServer implements RunningServer {
    private static final Logger log = LoggerFactory.getLogger(GameServer.class);
    private static final Duration END = Duration.ofSeconds(5);
    private static final Duration SAVING = Duration.ofSeconds(3);
    private static final Duration STUCK = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final long BEAT = 5;

    /** What a server is about. */
    private enum Phase {
        /** Everybody may come in. */
        UP,
        /** Who is in may come back. */
        DRAINING,
        /** Nobody comes in any more. */
        ENDING
    }

    private static final long WATCH = 1;

    private final ServerSpec spec;
    private final @Nullable Store store;
    private final Scheduler clock = Schedulers.parallel();
    private final Scheduler.Worker heartbeat = clock.createWorker();
    private final List<Scheduler> workers;
    private final Rooms rooms;
    private final Hub hub;
    private final Map<String, Wire.Terms> terms = new LinkedHashMap<>();
    /** By their numbers, and so in an order that is always the same. */
    private final Map<Long, Wire> wires = new ConcurrentHashMap<>();

    private final AtomicLong connections = new AtomicLong();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.UP);
    private final AtomicBoolean disposed = new AtomicBoolean();
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private volatile @Nullable Listener listener;

    BoundServer(ServerSpec spec) {
        this.spec = spec;
        this.store = spec.kept();
        RandomGenerator random = random(0);
        RandomGenerator tokens = random(1);
        this.workers = spec.schedulers.isEmpty() ? ownWorkers() : spec.schedulers;
        Sessions sessions = new Sessions(tokens::nextLong, spec.limits.sessionsPerAddress());
        this.hub = Hub.create(new Hub.House(clock, sessions, spec.limits, spec.metrics, spec.grace));
        this.rooms = Rooms.of(
                spec.games,
                new RoomSettings(
                        workers,
                        clock,
                        random::nextLong,
                        sessions,
                        store,
                        spec.recordings,
                        spec.limits,
                        spec.metrics,
                        spec.development,
                        spec.onError));
        // JSON first: it is what a socket without a word of sub-protocols speaks.
        for (Codec codec : List.of(Codec.json(), Codec.cbor(actions()))) {
            terms.put(codec.subProtocol(), Wire.Terms.server(codec, spec.limits, clock, spec.metrics));
        }
    }

    private List<String> actions() {
        return spec.actions == null ? rooms.actions() : spec.actions.names();
    }

    private static List<Scheduler> ownWorkers() {
        return IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .mapToObj(i -> Schedulers.newSingle("playflux-room-" + i, true))
                .toList();
    }

    /** Numbers that the caller's seed fixes, or that nobody can guess. */
    private RandomGenerator random(int use) {
        Long seed = spec.seed;
        return seed == null ? unguessable() : new Random(seed + use);
    }

    /** A generator that has read from the system, which blocks, before a network thread asks it. */
    private static SecureRandom unguessable() {
        try {
            SecureRandom random = SecureRandom.getInstance("DRBG");
            random.nextLong();
            return random;
        } catch (NoSuchAlgorithmException absent) {
            return new SecureRandom();
        }
    }

    Mono<RunningServer> listen() {
        Endpoint endpoint = new Endpoint(
                spec.host,
                spec.port,
                spec.path,
                List.copyOf(terms.keySet()),
                spec.origins,
                spec.limits,
                spec.files,
                spec.routes,
                this::health,
                spec.metrics,
                spec.edge);
        return rooms.restore()
                .then(spec.transport.listen(endpoint, this::accept))
                .doOnError(failed -> abandon())
                .doOnCancel(() -> {
                    if (listener == null) {
                        abandon();
                    }
                })
                .<RunningServer>map(this::listening);
    }

    private void abandon() {
        rooms.retire().subscribe(wire -> {}, unsaved -> {});
        free();
    }

    private RunningServer listening(Listener listener) {
        this.listener = listener;
        heartbeat.schedulePeriodically(() -> wires.values().forEach(Wire::beat), BEAT, BEAT, TimeUnit.SECONDS);
        heartbeat.schedulePeriodically(rooms::watch, WATCH, WATCH, TimeUnit.SECONDS);
        log.info("listening on port {}", listener.port());
        return this;
    }

    private Endpoint.Health health() {
        Phase now = phase.get();
        return new Endpoint.Health(
                now == Phase.UP,
                now != Phase.ENDING,
                () -> "{\"status\":\"" + now.name().toLowerCase(Locale.ROOT) + "\",\"connections\":" + wires.size()
                        + ",\"rooms\":" + rooms.open().size() + "}");
    }

    private void accept(Link link) {
        long number = connections.incrementAndGet();
        String id = "c" + number;
        Wire.Terms agreed = Objects.requireNonNull(terms.get(link.subProtocol()), "a sub-protocol that was offered");
        Consumer<Wire> end = ended -> wires.remove(number);
        wires.put(number, Wire.open(id, link, agreed, wire -> new Handshake(wire, spec, clock, this::greeted), end));
    }

    private void greeted(Wire wire, Hello hello, @Nullable Identity identity) {
        wire.beat();
        Actions<Connection> actions = spec.actions;
        if (actions == null) {
            rooms.join(new Guest(wire, hello, identity));
            return;
        }
        hub.admit(wire, hello, identity, voice -> new Desk(actions, voice, spec));
    }

    @Override
    public int port() {
        return Objects.requireNonNull(listener, "listening").port();
    }

    @Override
    public Connections connections() {
        return hub;
    }

    @Override
    public Collection<Room<?>> rooms() {
        return rooms.open();
    }

    @Override
    public Optional<Room<?>> room(String id) {
        return rooms.room(id);
    }

    @Override
    public Mono<Void> drain(Duration patience) {
        if (patience.isNegative() || patience.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("patience is from nothing to " + LONGEST + ", was " + patience);
        }
        if (phase.compareAndSet(Phase.UP, Phase.DRAINING)) {
            log.info("draining for up to {}", patience);
            Drain drain = new Drain(rooms, wires.values(), clock);
            rooms.drain();
            drain.rooms(patience)
                    .doOnTerminate(() -> phase.set(Phase.ENDING))
                    .then(drain.clients())
                    .subscribe(done -> {}, failed -> end(Drain.RESTART), () -> end(Drain.RESTART));
        }
        return onDispose();
    }

    @Override
    public void dispose() {
        end(CloseReason.GOING_AWAY);
    }

    private void end(CloseReason reason) {
        Listener listening = listener;
        if (listening != null && disposed.compareAndSet(false, true)) {
            phase.set(Phase.ENDING);
            hub.close();
            // Sockets and rooms end side by side; a room that is stuck in its game does not hold up the rest.
            Mono<Void> roomless = rooms.close(reason)
                    .timeout(store == null ? STUCK : SAVING, Mono.empty(), clock)
                    .onErrorComplete();
            Mono<Void> deaf = listening.stop(reason);
            Mono.whenDelayError(roomless, deaf).subscribe(nothing -> {}, failed -> ended(), this::ended);
        }
    }

    private void ended() {
        hub.complete();
        free();
        log.info("stopped");
        ended.tryEmitEmpty();
    }

    private void free() {
        heartbeat.dispose();
        if (spec.schedulers.isEmpty()) {
            workers.forEach(Scheduler::dispose);
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed.get();
    }

    @Override
    public void disposeNow() {
        dispose();
        onDispose().block(END);
    }

    @Override
    public Mono<Void> onDispose() {
        return ended.asMono();
    }
}
