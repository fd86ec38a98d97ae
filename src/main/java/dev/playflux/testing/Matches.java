package dev.playflux.testing;

import dev.playflux.client.GameClient;
import dev.playflux.client.GameConnector;
import dev.playflux.codec.Codec;
import dev.playflux.message.NetworkConditions;
import dev.playflux.room.Player;
import dev.playflux.room.Room;
import dev.playflux.room.Tick;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.transport.MemoryTransport;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A match: a server on a network in memory, of which everything runs on one virtual scheduler. */
final class Matches<S> implements Match<S> {
    private static final String URI = "ws://memory:1/play";
    private static final Duration ENDING = Duration.ofSeconds(30);
    private static final int SOME = 3;

    private final MatchSpec<S> spec;
    private final Referee referee;
    private final MemoryTransport network;
    private final SplittableRandom random;
    private final List<ScriptedPlayer> players = new ArrayList<>();
    private final RunningServer server;
    private Codec codec;
    private NetworkConditions toServer = NetworkConditions.none();
    private NetworkConditions toClient = NetworkConditions.none();
    private boolean closed;

    private Matches(MatchSpec<S> spec, Referee referee) {
        this.spec = spec;
        this.referee = referee;
        this.network = Transport.memory(referee.scheduler());
        this.random = new SplittableRandom(spec.seed());
        this.codec = spec.codec();
        GameServer served = GameServer.create().port(1).game(spec.game()).development();
        AtomicReference<@Nullable RunningServer> bound = new AtomicReference<>();
        spec.server()
                .apply(served.seed(spec.seed()))
                .transport(Transport.impaired(network, spec.seed()))
                .schedulers(List.of(referee.scheduler()))
                .metrics(referee.counts())
                .onError(referee::fault)
                .bind()
                .subscribe(bound::set);
        referee.settle();
        this.server = Objects.requireNonNull(bound.get(), "a server that binds at once");
        referee.tick(this::tick);
    }

    static <S, T> Flux<T> play(MatchSpec<S> spec, Function<Match<S>, ? extends Publisher<T>> script) {
        return Flux.using(
                () -> new Matches<>(spec, new Referee(spec, Schedulers.single())),
                match -> Flux.from(script.apply(match)).takeUntilOther(match.referee.failed()),
                Matches::end);
    }

    static <S> Match<S> open(MatchSpec<S> spec) {
        Referee referee = new Referee(spec);
        VirtualTime.begin(Objects.requireNonNull(referee.clock()));
        try {
            return new Matches<>(spec, referee);
        } catch (Throwable thrown) {
            VirtualTime.end();
            throw thrown;
        }
    }

    private void end() {
        players.forEach(ScriptedPlayer::leave);
        server.dispose();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            end();
            if (referee.clock() != null) {
                referee.awaitEnd(ENDING, "server", server.onDispose());
            }
        } finally {
            VirtualTime.end();
        }
        referee.checkNoFaults();
    }

    Referee referee() {
        return referee;
    }

    // Players.

    @Override
    public TestPlayer join(String name) {
        return add(name, connector -> connector.options(Map.of("name", name)));
    }

    @Override
    public TestPlayer joinWith(@Nullable Object options) {
        return add(null, connector -> connector.options(options));
    }

    @Override
    public TestPlayer spectate() {
        return add(null, GameConnector::spectate);
    }

    @Override
    public TestPlayer connect(UnaryOperator<GameConnector> how) {
        return add(null, how);
    }

    private TestPlayer add(@Nullable String name, UnaryOperator<GameConnector> how) {
        GameConnector connector = GameClient.create()
                .uri(URI)
                .game(spec.game().name())
                .random(random.split())
                .patience(referee.patience());
        String called = name == null ? "player " + (players.size() + 1) : name;
        Line line = new Line(Transport.impaired(network, random.nextLong()), referee.scheduler());
        line.conditions(toServer, toClient);
        ScriptedPlayer player = new ScriptedPlayer(called, this, how.apply(connector), codec, line);
        players.add(player);
        referee.settle();
        return player;
    }

    @Override
    public List<TestPlayer> players() {
        return List.copyOf(players);
    }

    /** Those whose messages a failure tells. */
    List<ScriptedPlayer> some() {
        return players.subList(0, Math.min(SOME, players.size()));
    }

    // What there is.

    @Override
    public Room<S> room() {
        Room<S> room = firstRoom();
        if (room == null) {
            throw new IllegalStateException("the room opens with the first player's join");
        }
        return room;
    }

    @SuppressWarnings("unchecked") // the first room of the game is of its states
    private @Nullable Room<S> firstRoom() {
        Collection<Room<?>> rooms = server.rooms();
        for (Room<?> room : rooms) {
            if (room.game().equals(spec.game().name())) {
                return (Room<S>) room;
            }
        }
        return null;
    }

    int seats() {
        Room<S> room = firstRoom();
        return room == null ? 0 : room.players().size();
    }

    /** The names of the views that the client's game has; null if it is not known to play the match's. */
    @Nullable
    List<String> views(@Nullable GameClient client) {
        boolean plays = client != null
                && server.rooms().stream()
                        .anyMatch(room -> room.id().equals(client.room())
                                && room.game().equals(spec.game().name()));
        return plays ? spec.game().views() : null;
    }

    @Nullable
    Player<?> seat(@Nullable String room, String player) {
        return server.rooms().stream()
                .filter(open -> open.id().equals(room))
                .flatMap(open -> open.player(player).stream())
                .findFirst()
                .orElse(null);
    }

    @Override
    public RunningServer server() {
        return server;
    }

    @Override
    public long tick() {
        AtomicLong number = new AtomicLong();
        Room<S> room = firstRoom();
        if (room != null) {
            room.ticks().take(1).map(Tick::number).subscribe(number::set);
        }
        return number.get();
    }

    @Override
    public Duration time() {
        return referee.time();
    }

    @Override
    public long seed() {
        return spec.seed();
    }

    @Override
    public Counts counts() {
        return referee.counts();
    }

    @Override
    public long fingerprint() {
        long all = 0;
        for (ScriptedPlayer player : players) {
            all = 31 * all + player.fingerprint();
        }
        return all;
    }

    @Override
    public void codec(Codec codec) {
        this.codec = codec;
    }

    @Override
    public void latency(Duration oneWay) {
        network.latency(oneWay);
    }

    @Override
    public void network(NetworkConditions toServer, NetworkConditions toClient) {
        this.toServer = toServer;
        this.toClient = toClient;
    }

    // Time.

    /** The time that so many ticks take. */
    Duration ticking(int count) {
        long rate = spec.game().tickRate();
        return Duration.ofNanos((1_000_000_000L + rate - 1) / rate).multipliedBy(count);
    }

    @Override
    public Match<S> ticks(int count) {
        return advance(ticking(count));
    }

    @Override
    public Match<S> advance(Duration time) {
        referee.advance(time);
        return this;
    }

    @Override
    public <T> T await(Duration within, Publisher<T> publisher) {
        AtomicReference<@Nullable T> first = new AtomicReference<>();
        AtomicReference<String> instead = new AtomicReference<>("there was none");
        Flux.from(publisher)
                .take(1)
                .subscribe(
                        first::set,
                        failed -> instead.set("it failed with " + failed),
                        () -> instead.set("it completed without one"));
        referee.expect(
                within, new Expectation("a value of " + publisher, () -> first.get() != null, instead::get, some()));
        return Objects.requireNonNull(first.get());
    }

    @Override
    public MatchExpectations<S> within(Duration time) {
        return new MatchChecks<>(this, time);
    }

    @Override
    public MatchExpectations<S> within(int ticks) {
        return within(ticking(ticks));
    }

    private MatchExpectations<S> now() {
        return within(Duration.ZERO);
    }

    @Override
    public MatchExpectations<S> expectState(String what, Predicate<? super S> holds) {
        return now().expectState(what, holds);
    }

    @Override
    public MatchExpectations<S> expectSeats(int count) {
        return now().expectSeats(count);
    }

    @Override
    public MatchExpectations<S> expectCount(String name, long times) {
        return now().expectCount(name, times);
    }

    @Override
    public MatchExpectations<S> expectCounts(String what, Predicate<? super Counts> holds) {
        return now().expectCounts(what, holds);
    }

    @Override
    public MatchExpectations<S> expectFault(String part) {
        return now().expectFault(part);
    }
}
