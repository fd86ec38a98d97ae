package dev.playflux.room;

import dev.playflux.connection.Hello;
import dev.playflux.connection.Sessions;
import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Printable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The rooms by id, in the order of their opening; who comes gets the oldest with a free seat. Finding it is under a lock,
 * held for a look through the rooms: two who come at the same moment must not each get a room of their own.
 */
final class Lobby implements Rooms {
    private static final Logger log = LoggerFactory.getLogger(Rooms.class);

    private final Map<String, GameSpec<?>> games = new LinkedHashMap<>();
    private final Map<String, RunningRoom<?>> rooms = new LinkedHashMap<>();
    private final RoomSettings settings;
    private final AtomicLong players = new AtomicLong();
    private volatile boolean closed;
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
            session.resume(guest.wire(), guest.hello(), () -> enter(guest));
        }
    }

    /** Finds a room for somebody new. */
    void enter(Guest guest) {
        Wire wire = guest.wire();
        Hello hello = guest.hello();
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
            room.join(guest, (hello.spectate() ? "s" : "p") + players.incrementAndGet());
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
        Scheduler worker = hello.spectate() ? null : worker();
        return worker == null ? null : open(game, hello, worker);
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
        room.open();
        settings.metrics().roomOpened(game.name);
        log.info("room {} of game '{}' opened", room.id(), game.name);
        return room;
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
        List<RunningRoom<?>> watched;
        synchronized (this) {
            watched = List.copyOf(rooms.values());
        }
        watched.forEach(room -> room.watch().look());
    }

    @Override
    public Mono<Void> close(CloseReason reason) {
        List<RunningRoom<?>> ending;
        synchronized (this) {
            closed = true;
            ending = List.copyOf(rooms.values());
        }
        ending.forEach(room -> room.shutdown(reason));
        return Mono.when(ending.stream().map(room -> room.states().then()).toList());
    }
}
