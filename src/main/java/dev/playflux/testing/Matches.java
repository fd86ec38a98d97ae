package dev.playflux.testing;

import dev.playflux.client.GameClient;
import dev.playflux.client.GameConnector;
import dev.playflux.codec.Codec;
import dev.playflux.message.PlayfluxException;
import dev.playflux.room.Game;
import dev.playflux.room.Room;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.transport.MemoryTransport;
import dev.playflux.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A match: a server on a network in memory, whose only thread is the scheduler of whoever subscribes. */
final class Matches<S> implements Match<S> {
    private static final String URI = "ws://memory:1/play";

    private final Game<S> game;
    private final Scheduler scheduler = Schedulers.single();
    private final MemoryTransport network = Transport.memory(scheduler);
    private final Sinks.Empty<Void> failed = Sinks.empty();
    private final List<ScriptedPlayer> players = new ArrayList<>();
    private final RunningServer server;
    private Codec codec = Codec.cbor();

    private Matches(Game<S> game) {
        this.game = game;
        this.server = GameServer.create()
                .port(1)
                .game(game)
                .transport(network)
                .schedulers(List.of(scheduler))
                .seed(1)
                .development()
                .onError((where, thrown) ->
                        failed.tryEmitError(new PlayfluxException(where + " threw " + thrown, thrown)))
                .bindNow();
    }

    static <S, T> Flux<T> play(Game<S> game, Function<Match<S>, ? extends Publisher<T>> script) {
        return Flux.using(
                () -> new Matches<>(game),
                match -> Flux.from(script.apply(match)).takeUntilOther(match.failed.asMono()),
                Matches::end);
    }

    private void end() {
        players.forEach(ScriptedPlayer::leave);
        server.dispose();
    }

    @Override
    public TestPlayer join(String name) {
        return joinWith(Map.of("name", name));
    }

    @Override
    public TestPlayer joinWith(@Nullable Object options) {
        return add(connector().options(options));
    }

    @Override
    public TestPlayer spectate() {
        return add(connector().spectate());
    }

    private GameConnector connector() {
        return GameClient.create().uri(URI).game(game.name()).codec(codec).random(new SplittableRandom(players.size()));
    }

    private TestPlayer add(GameConnector connector) {
        ScriptedPlayer player = new ScriptedPlayer(connector, network, scheduler);
        players.add(player);
        return player;
    }

    @Override
    @SuppressWarnings("unchecked") // the server has one game
    public Room<S> room() {
        Collection<Room<?>> rooms = server.rooms();
        if (rooms.isEmpty()) {
            throw new IllegalStateException("the room opens with the first player's join");
        }
        return (Room<S>) rooms.iterator().next();
    }

    @Override
    public void codec(Codec codec) {
        this.codec = codec;
    }

    @Override
    public void latency(Duration oneWay) {
        network.latency(oneWay);
    }
}
