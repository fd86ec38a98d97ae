package dev.playflux.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.action.Actions;
import dev.playflux.client.GameClient;
import dev.playflux.message.Limits;
import dev.playflux.room.Game;
import dev.playflux.room.Reply;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import dev.playflux.server.SocketTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A03: a handler throws: one message is lost, its sender is told, a thousand more are handled, and nobody else notices. */
class A03FaultyHandlerIT extends SocketTest {
    private static final int MESSAGES = 1000;
    private static final int UNDERWAY = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Limits FAST = Limits.DEFAULTS.withRate(1_000_000, 1_000_000);
    private static final List<Integer> NUMBERS =
            IntStream.rangeClosed(1, MESSAGES).boxed().toList();

    /** Answered with its number, but for 0, at which it throws. */
    record Work(int number) {}

    record Shape(int number) {}

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    private final List<Integer> handled = Collections.synchronizedList(new ArrayList<>());

    private static int done(int number) {
        if (number == 0) {
            throw new IllegalStateException("a secret of the server");
        }
        return number;
    }

    private final Game<Integer> game = Game.named("work", () -> 0)
            .maxPlayers(2)
            .tickRate(60)
            .onError(thrown -> {})
            .answer(Work.class, (sum, player, work) -> Reply.of(sum + 1, done(work.number())))
            .on("reduce", Work.class, (sum, player, work) -> {
                handled.add(done(work.number()));
                return sum + 1;
            })
            .on(Shape.class, shapes -> shapes.map(shape -> done(shape.number())), (sum, player, number) -> {
                handled.add(number);
                return sum + 1;
            })
            .run("effect", Work.class, (player, work) -> handled.add(done(work.number())));

    private GameServer definition() {
        return GameServer.create().limits(FAST).onError((where, thrown) -> faults.add(where));
    }

    private static Mono<List<Integer>> works(GameClient client) {
        return Flux.fromIterable(NUMBERS)
                .flatMapSequential(number -> client.ask(new Work(number), Integer.class), UNDERWAY)
                .collectList();
    }

    /** The thousand of an action that is no question. */
    private static Mono<Void> delivers(GameClient client, String action) {
        return Flux.fromIterable(NUMBERS)
                .flatMapSequential(number -> client.deliver(action, new Work(number)), UNDERWAY)
                .then();
    }

    @ParameterizedTest
    @ValueSource(strings = {"work", "reduce", "shape", "effect"})
    void inARoom(String action) {
        RunningServer server = serve(definition().game(game));
        GameClient ada = join(server);
        GameClient bob = join(server);
        GameClient elsewhere = join(server);
        assertThat(bob.room()).isEqualTo(ada.room()).isNotEqualTo(elsewhere.room());
        isolated(action, List.of(ada, bob, elsewhere));
        assertThat((Integer)
                        server.room(String.valueOf(ada.room())).orElseThrow().state())
                .as("the state has what was done, and nothing else")
                .isEqualTo(action.equals("effect") ? MESSAGES : 2 * MESSAGES);
    }

    @Test
    void withoutRooms() {
        RunningServer server = serve(definition()
                .handle(Actions.answer(Work.class, (connection, work) -> done(work.number()))
                        .and(
                                Shape.class,
                                (connection, shapes) -> shapes.map(shape -> done(shape.number()))
                                        .doOnNext(handled::add))));
        List<GameClient> clients = List.of(join(server), join(server));
        isolated("shape", clients);
        isolated("work", clients);
    }

    /** The first one makes a handler throw while all are at work. */
    private void isolated(String action, List<GameClient> clients) {
        faults.clear();
        GameClient ada = clients.get(0);
        List<List<String>> errors = clients.stream().map(this::errors).toList();
        Flux<List<Integer>> others = Flux.fromIterable(clients.subList(1, clients.size()))
                .flatMap(A03FaultyHandlerIT::works)
                .replay()
                .autoConnect(0);
        ada.send(action, new Work(0));
        if (action.equals("work")) {
            assertThat(works(ada).block(PATIENCE)).isEqualTo(NUMBERS);
        } else {
            delivers(ada, action).block(PATIENCE);
            eventually(() -> assertThat(List.copyOf(handled)).isEqualTo(NUMBERS));
        }
        assertThat(others.collectList().block(PATIENCE))
                .hasSize(clients.size() - 1)
                .allSatisfy(done -> assertThat(done).isEqualTo(NUMBERS));
        assertThat(errors.get(0))
                .singleElement()
                .asString()
                .startsWith("handler_failed")
                .doesNotContain("secret");
        assertThat(errors.subList(1, errors.size()))
                .allSatisfy(none -> assertThat(none).isEmpty());
        assertThat(faults).hasSize(1);
    }

    private List<String> errors(GameClient client) {
        List<String> errors = new CopyOnWriteArrayList<>();
        client.errors().map(failure -> failure.code() + " " + failure.message()).subscribe(errors::add);
        return errors;
    }
}
