package dev.playflux.room;

import dev.playflux.codec.Json;
import dev.playflux.connection.Hello;
import dev.playflux.connection.Sessions;
import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * The rooms by id, in the order of their opening; who comes gets the oldest with a free seat. Finding it is under a lock,
 * held for a look through the rooms: two who come at the same moment must not each get a room of their own.
 */
final class Lobby implements Rooms {
    private static final Logger log = LoggerFactory.getLogger(Rooms.class);
    private static final Duration RESTORE = Duration.ofSeconds(5);

    private final Map<String, GameSpec<?>> games = new LinkedHashMap<>();
    private final Map<String, RunningRoom<?>> rooms = new LinkedHashMap<>();
    private final Set<RunningRoom<?>> ending = new LinkedHashSet<>();
    private final RoomSettings settings;
    private final AtomicLong players = new AtomicLong();
    private volatile boolean closed;
    private volatile boolean draining;
    private long opened;

    Lobby(List<Game<?>> games, RoomSettings settings) {
        this.settings = settings;
        for (Game<?> game : games) {
            if (!(game instanceof GameSpec<?> spec) || this.games.put(game.name(), spec) != null) {
                throw new IllegalArgumentException("there are two games '" + game.name() + "'");
            }
        }
    }

    @Override
    public List<String> actions() {
        return games.values().stream()
                .flatMap(game -> game.handlers.keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public void join(Guest guest) {
        Hello.Resume resume = guest.hello().resume();
        Sessions.Resumable session = resume == null ? null : settings.sessions().find(resume.token(), guest.identity());
        if (session == null) {
            enter(guest);
        } else {
            session.resume(guest.wire(), guest.hello(), guest.identity(), () -> enter(guest));
        }
    }

    /** Finds a room for somebody new. */
    void enter(Guest guest) {
        Wire wire = guest.wire();
        Hello hello = shown(guest.hello()) ? guest.hello().watching() : guest.hello();
        if (draining) {
            Failure failure = Failure.fatal(Failure.OVERLOADED, "the server takes nobody new before it ends");
            wire.fail(failure, failure.close());
            return;
        }
        RunningRoom<?> room;
        try {
            room = find(hello);
        } catch (RuntimeException thrown) {
            log.error("a room could not be opened", Printable.thrown(thrown));
            Failure failure = Failure.fatal(Failure.HANDLER_FAILED, "the room could not be opened");
            wire.fail(failure, failure.close());
            return;
        }
        if (room == null && closed) {
            wire.close(CloseReason.GOING_AWAY);
        } else if (room == null) {
            Failure failure = missing(hello);
            wire.fail(failure, failure.close());
        } else {
            room.join(
                    new Guest(wire, hello, guest.identity()),
                    (hello.spectate() ? "s" : "p") + players.incrementAndGet());
        }
    }

    private synchronized @Nullable RunningRoom<?> find(Hello hello) {
        if (closed) {
            return null;
        }
        if (hello.room() != null) {
            RunningRoom<?> named = rooms.get(hello.room());
            return named != null && enters(named, hello) ? named : null;
        }
        GameSpec<?> game = game(hello);
        if (game == null) {
            return null;
        }
        for (RunningRoom<?> room : rooms.values()) {
            if (room.game == game && enters(room, hello)) {
                return room;
            }
        }
        Scheduler worker = hello.spectate() && !game.shown() ? null : worker();
        return worker == null ? null : open(game, hello, worker);
    }

    /** Whether a client comes to a game that nobody plays: then it watches, whatever it wants. */
    private synchronized boolean shown(Hello hello) {
        RunningRoom<?> named = hello.room() == null ? null : rooms.get(hello.room());
        GameSpec<?> game = named == null ? game(hello) : named.game;
        return game != null && game.shown();
    }

    private @Nullable GameSpec<?> game(Hello hello) {
        if (hello.game() != null) {
            return games.get(hello.game());
        }
        return games.size() == 1 ? games.values().iterator().next() : null;
    }

    private static boolean enters(RunningRoom<?> room, Hello hello) {
        Reservations reservations = room.door().reservations();
        if (room.watch().strained()) {
            return false;
        }
        return hello.spectate() ? !reservations.closed() : reservations.reserve();
    }

    private RunningRoom<?> open(GameSpec<?> game, Hello hello, Scheduler worker) {
        RunningRoom<?> room = new RunningRoom<>(game, id(), settings, worker, hello, this);
        room.door().reservations().reserve();
        rooms.put(room.id(), room);
        room.open(null, () -> {});
        settings.metrics().roomOpened(game.name);
        log.info("room {} of game '{}' opened", room.id(), game.name);
        return room;
    }

    @Override
    public Mono<Void> restore() {
        Store store = settings.store();
        return store == null
                ? Mono.empty()
                : store.load().flatMap(this::restore).then();
    }

    private synchronized Mono<Void> restore(byte[] document) {
        if (closed) {
            return Mono.empty();
        }
        Sinks.Empty<Void> there = Sinks.empty();
        try {
            SavedRoom saved =
                    (SavedRoom) Objects.requireNonNull(Json.kept(document).as(SavedRoom.class), "no room");
            GameSpec<?> game = games.get(saved.game());
            if (game == null || saved.version() != SavedRoom.VERSION || rooms.containsKey(saved.room())) {
                log.warn("a room of game '{}' stays in the store: this server cannot open it", saved.game());
                return Mono.empty();
            }
            Scheduler worker =
                    settings.workers().get((int) (opened++ % settings.workers().size()));
            for (SavedRoom.SavedSeat seat : saved.seats()) {
                players.accumulateAndGet(Long.parseLong(seat.player().substring(1)), Math::max);
            }
            RunningRoom<?> room = new RunningRoom<>(game, saved.room(), settings, worker, Keeper.opener(saved), this);
            rooms.put(room.id(), room);
            room.open(saved, there::tryEmitEmpty);
            settings.metrics().roomOpened(game.name);
            log.info("room {} of game '{}' goes on at tick {}", room.id(), game.name, saved.tick());
            return there.asMono().timeout(RESTORE, Mono.empty(), settings.clock());
        } catch (RuntimeException unreadable) {
            log.error("a document of the store is no room", Printable.thrown(unreadable));
            return Mono.empty();
        }
    }

    @Override
    public void drain() {
        draining = true;
    }

    @Override
    public Mono<Void> over() {
        return Mono.when(all().stream().map(room -> room.ending().ended()).toList());
    }

    @Override
    public Flux<Wire> retire() {
        synchronized (this) {
            closed = true;
        }
        List<Mono<List<Wire>>> retiring = new ArrayList<>();
        all().forEach(room -> retiring.add(room.ending().retire()));
        return Flux.merge(retiring).flatMapIterable(wires -> wires);
    }

    private synchronized void gone(RunningRoom<?> room) {
        ending.remove(room);
    }

    /** The rooms, and those that have closed and whose results are not saved yet. */
    private synchronized List<RunningRoom<?>> all() {
        List<RunningRoom<?>> all = new ArrayList<>(rooms.values());
        all.addAll(ending);
        return all;
    }

    /** Ids are hard to guess, so that a room can be a private one. */
    private String id() {
        return Long.toString(settings.seeds().get() >>> 1, 36);
    }

    /** Rooms go round the workers, one after the other; past those that have more to do than they can, and these may be all. */
    private @Nullable Scheduler worker() {
        List<Scheduler> strained = rooms.values().stream()
                .filter(room -> room.watch().strained())
                .<Scheduler>map(RunningRoom::scheduler)
                .toList();
        int workers = settings.workers().size();
        for (int i = 0; i < workers; i++) {
            Scheduler next = settings.workers().get((int) (opened++ % workers));
            if (!strained.contains(next)) {
                return next;
            }
        }
        return null;
    }

    private synchronized Failure missing(Hello hello) {
        RunningRoom<?> named = hello.room() == null ? null : rooms.get(hello.room());
        if (named != null && !named.door().reservations().closed()) {
            String why = named.watch().strained() ? " has too much to do" : " has no free seat";
            return Failure.fatal(Failure.ROOM_FULL, "the room " + named.id() + why);
        }
        GameSpec<?> game = hello.room() == null ? game(hello) : null;
        if (game != null && (!hello.spectate() || rooms.values().stream().anyMatch(room -> room.game == game))) {
            return Failure.fatal(Failure.OVERLOADED, "the server has too much to do; come back later");
        }
        return Failure.fatal(Failure.ROOM_NOT_FOUND, absent(hello));
    }

    private String absent(Hello hello) {
        if (hello.room() != null) {
            return "there is no room '" + hello.room() + "'";
        }
        GameSpec<?> game = game(hello);
        if (game != null) {
            return "nobody plays '" + game.name + "' now";
        }
        return hello.game() == null ? "name a game" : "there is no game '" + hello.game() + "'";
    }

    /** A room has closed. */
    synchronized void closed(RunningRoom<?> room) {
        rooms.remove(room.id());
        ending.add(room);
        room.ending().ended().subscribe(none -> {}, failed -> {}, () -> gone(room));
        settings.metrics().roomClosed(room.game());
        log.info("room {} of game '{}' closed", room.id(), room.game());
    }

    @Override
    public synchronized Collection<Room<?>> open() {
        return rooms.values().stream()
                .filter(RunningRoom::opened)
                .<Room<?>>map(room -> room)
                .toList();
    }

    @Override
    public synchronized Optional<Room<?>> room(String id) {
        RunningRoom<?> room = rooms.get(id);
        return room != null && room.opened() ? Optional.of(room) : Optional.empty();
    }

    @Override
    public void watch() {
        all().forEach(room -> room.watch().look());
    }

    @Override
    public Mono<Void> close(CloseReason reason) {
        if (settings.store() != null) {
            Flux<Wire> kept = retire();
            Sinks.Empty<Void> done = Sinks.empty();
            kept.subscribe(wire -> wire.close(reason), failed -> done.tryEmitEmpty(), done::tryEmitEmpty);
            return done.asMono();
        }
        List<RunningRoom<?>> last;
        synchronized (this) {
            closed = true;
            last = all();
        }
        last.forEach(room -> room.ending().shutdown(reason));
        return Mono.when(last.stream().map(room -> room.ending().ended()).toList());
    }
}
