package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.action.Actions;
import dev.playflux.connection.Connection;
import dev.playflux.connection.Connections;
import dev.playflux.message.Refused;
import dev.playflux.message.Undelivered;
import dev.playflux.room.Game;
import dev.playflux.room.Player;
import dev.playflux.room.Reply;
import dev.playflux.room.Room;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * A player on a train: client and server send each other numbers, some of them as questions, while somebody cuts the
 * connection; some of the client's are refused. All that happens is kept here.
 */
public final class Train {

    record Put(int number) {}

    record Add(int number) {}

    record Told(int number) {}

    record Guess(int number) {}

    /** How many may be without an outcome: fewer than the protocol allows, since both ends have room for 256. */
    private static final int UNDERWAY = 60;

    private final Queue<Integer> handled = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> heard = new ConcurrentLinkedQueue<>();
    private final Map<Integer, String> clientFates = new ConcurrentHashMap<>();
    private final Map<Integer, String> serverFates = new ConcurrentHashMap<>();
    private final List<String> players = new CopyOnWriteArrayList<>();
    private final List<Status> status = new CopyOnWriteArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private volatile boolean aboard;
    private volatile boolean last;
    private volatile boolean refusing = true;

    public Game<Integer> game() {
        return Game.named("train", () -> 0)
                .grace(Duration.ofMinutes(2))
                .onJoin((sum, player) -> {
                    joined(player.id());
                    return sum;
                })
                .on(Put.class, (sum, player, put) -> handle(sum, put.number()))
                .answer(Add.class, (sum, player, add) -> Reply.of(handle(sum, add.number()), add.number() + 1))
                .onTick((sum, tick) -> {
                    tell(tick.room());
                    return sum;
                });
    }

    private int handle(int sum, int number) {
        Refused.unless(!refuses(number), "odd", "not that one");
        handled.add(number);
        return sum + 1;
    }

    private boolean refuses(int number) {
        return refusing && number % 29 > 26;
    }

    /** The same without rooms, and nothing is refused. */
    public Actions<Connection> actions() {
        refusing = false;
        return Actions.on(Put.class, (connection, puts) -> puts.doOnNext(put -> handled.add(put.number())))
                .andAnswer(Add.class, (connection, add) -> {
                    handled.add(add.number());
                    return add.number() + 1;
                });
    }

    /** The server sends one or two more to each. */
    private void tell(Room<Integer> room) {
        for (Player<Integer> player : room.players()) {
            tell(player::deliver, guess -> player.ask(guess, Integer.class));
        }
    }

    /** The same without rooms. */
    public void tell(Connections connections) {
        for (Connection connection : connections.open()) {
            tell(connection::deliver, guess -> connection.ask(guess, Integer.class));
        }
    }

    /** Somebody came. */
    public void joined(String id) {
        players.add(id);
    }

    /** The server sends one or two more, every fourth a question. */
    private void tell(Function<Told, Mono<Void>> deliver, Function<Guess, Mono<Integer>> ask) {
        for (int i = 0; i < 2 && aboard && !last && told.get() - serverFates.size() < UNDERWAY; i++) {
            int number = told.getAndIncrement();
            follow(
                    number % 4 == 0 ? ask.apply(new Guess(number)) : deliver.apply(new Told(number)),
                    number,
                    serverFates);
        }
    }

    private static void follow(Mono<?> outcome, int number, Map<Integer, String> fates) {
        outcome.map(value -> value.equals(number + 1) ? "done" : "answered " + value)
                .defaultIfEmpty("done")
                .onErrorResume(thrown -> Mono.just(fate(thrown)))
                .subscribe(fate -> fates.merge(number, fate, (one, another) -> one + " and " + another));
    }

    private static String fate(Throwable thrown) {
        if (thrown instanceof Undelivered undelivered && undelivered.reason() == Undelivered.Cause.TIMEOUT) {
            return "late";
        }
        return thrown instanceof Refused refused ? refused.code() : thrown.toString();
    }

    /** The client hears numbers from now on. */
    public void aboard(GameClient client) {
        client.on(Told.class).subscribe(one -> heard.add(one.number()));
        client.answer(Guess.class, guess -> {
            heard.add(guess.number());
            return guess.number() + 1;
        });
        client.status().subscribe(status::add);
        aboard = true;
    }

    /** The client sends one more, every fifth a question; false if enough are under way. */
    public boolean send(GameClient client) {
        if (last || sent.get() - clientFates.size() >= UNDERWAY) {
            return false;
        }
        int number = sent.getAndIncrement();
        follow(
                number % 5 == 0 ? client.ask(new Add(number), Integer.class) : client.deliver(new Put(number)),
                number,
                clientFates);
        return true;
    }

    /** Nothing is sent any more: what is under way shall arrive. */
    public void last() {
        last = true;
    }

    /** Whether all that was sent, both ways, has come to something. */
    public boolean arrived() {
        return last
                && clientFates.size() == sent.get()
                && serverFates.size() == told.get()
                && handled.size() >= handleable().size()
                && heard.size() >= told.get();
    }

    private List<Integer> handleable() {
        return IntStream.range(0, sent.get())
                .filter(number -> !refuses(number))
                .boxed()
                .toList();
    }

    /**
     * Everything was handled once and in order, nobody was told otherwise, though some that it took too long, and it was one
     * session.
     */
    public void check(String what) {
        assertThat(handled).as(what + ": the server handled").containsExactlyElementsOf(handleable());
        assertThat(heard)
                .as(what + ": the client heard")
                .containsExactlyElementsOf(
                        IntStream.range(0, told.get()).boxed().toList());
        assertThat(clientFates)
                .as(what)
                .hasSize(sent.get())
                .allSatisfy((number, fate) -> assertThat(fate).isIn(refuses(number) ? "odd" : "done", "late"));
        assertThat(serverFates)
                .as(what)
                .hasSize(told.get())
                .allSatisfy((number, fate) -> assertThat(fate).isIn("done", "late"));
        assertThat(players).as(what + ": one seat").hasSize(1);
        assertThat(status.subList(1, status.size()))
                .as(what)
                .doesNotContain(new Status.Connected(false))
                .noneMatch(Status.Closed.class::isInstance);
    }

    /** Whether there has been one. */
    public boolean boarded() {
        return !status.isEmpty();
    }

    /** Whether there is a connection, as far as the client knows. */
    public boolean connected() {
        return status.get(status.size() - 1) instanceof Status.Connected;
    }

    /** How many were told that it took too long. */
    public long late() {
        return Stream.concat(clientFates.values().stream(), serverFates.values().stream())
                .filter("late"::equals)
                .count();
    }

    /** How many were sent, both ways. */
    public int messages() {
        return sent.get() + told.get();
    }

    /** How often the client came back. */
    public long returns() {
        return status.stream().filter(new Status.Connected(true)::equals).count();
    }

    @Override
    public String toString() {
        return "sent " + sent + ", handled " + handled.size() + ", ended " + clientFates.size() + "; told " + told
                + ", heard " + heard.size() + ", ended " + serverFates.size() + "; returned " + returns() + ", late "
                + late() + ", at last " + status.get(status.size() - 1);
    }
}
