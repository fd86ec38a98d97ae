package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.action.Actions;
import dev.playflux.connection.Connection;
import dev.playflux.connection.Connections;
import dev.playflux.message.Undelivered;
import dev.playflux.room.Game;
import dev.playflux.room.Player;
import dev.playflux.room.Reply;
import dev.playflux.room.Room;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * A player on a train: client and server send each other numbers, some of them as questions, while somebody cuts the
 * connection. All that happens is kept here.
 */
public final class Train {

    record Put(int number) {}

    record Add(int number) {}

    record Told(int number) {}

    record Guess(int number) {}

    /** How many may be without an outcome: fewer than the protocol allows, since both ends have room for 256. */
    private static final int UNDERWAY = 60;

    public final int numbers;
    private final List<Integer> handled = new CopyOnWriteArrayList<>();
    private final List<Integer> heard = new CopyOnWriteArrayList<>();
    private final List<String> clientFates = new CopyOnWriteArrayList<>();
    private final List<String> serverFates = new CopyOnWriteArrayList<>();
    private final List<String> players = new CopyOnWriteArrayList<>();
    private final List<Status> status = new CopyOnWriteArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();

    public Train(int numbers) {
        this.numbers = numbers;
    }

    public Game<Integer> game() {
        return Game.named("train", () -> 0)
                .grace(Duration.ofMinutes(2))
                .onJoin((sum, player) -> {
                    joined(player.id());
                    return sum;
                })
                .on(Put.class, (sum, player, put) -> {
                    handled.add(put.number());
                    return sum + 1;
                })
                .answer(Add.class, (sum, player, add) -> {
                    handled.add(add.number());
                    return Reply.of(sum + 1, add.number() + 1);
                })
                .onTick((sum, tick) -> {
                    tell(tick.room());
                    return sum;
                });
    }

    /** The same without rooms. */
    public Actions<Connection> actions() {
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
        for (int i = 0; i < 2 && told.get() < numbers && told.get() - serverFates.size() < UNDERWAY; i++) {
            int number = told.getAndIncrement();
            Mono<?> outcome = number % 4 == 0 ? ask.apply(new Guess(number)) : deliver.apply(new Told(number));
            outcome.subscribe(
                    value -> assertThat(value).isEqualTo(number + 1),
                    thrown -> serverFates.add(late(thrown) ? "late" : thrown.toString()),
                    () -> serverFates.add("done"));
        }
    }

    /** The client hears numbers from now on. */
    public void aboard(GameClient client) {
        client.on(Told.class).subscribe(one -> heard.add(one.number()));
        client.answer(Guess.class, guess -> {
            heard.add(guess.number());
            return guess.number() + 1;
        });
        client.status().subscribe(status::add);
    }

    /** The client sends one more, every fifth a question; false if enough are under way. */
    public boolean send(GameClient client) {
        if (sent.get() == numbers || sent.get() - clientFates.size() >= UNDERWAY) {
            return false;
        }
        int number = sent.getAndIncrement();
        Mono<?> outcome =
                number % 5 == 0 ? client.ask(new Add(number), Integer.class) : client.deliver(new Put(number));
        outcome.subscribe(
                value -> assertThat(value).isEqualTo(number + 1),
                thrown -> clientFates.add(late(thrown) ? "late" : thrown.toString()),
                () -> clientFates.add("done"));
        return true;
    }

    private static boolean late(Throwable thrown) {
        return thrown instanceof Undelivered undelivered && undelivered.reason() == Undelivered.Cause.TIMEOUT;
    }

    /** Whether all has been sent, both ways, and has come to something. */
    public boolean arrived() {
        return clientFates.size() == numbers
                && serverFates.size() == numbers
                && handled.size() >= numbers
                && heard.size() >= numbers;
    }

    /**
     * Everything was handled once and in order, nobody was told otherwise, though some that it took too long, and it was one
     * session.
     */
    public void check(String what) {
        List<Integer> all = IntStream.range(0, numbers).boxed().toList();
        assertThat(handled).as(what + ": the server handled").containsExactlyElementsOf(all);
        assertThat(heard).as(what + ": the client heard").containsExactlyElementsOf(all);
        assertThat(clientFates).as(what).allMatch(fate -> fate.equals("done") || fate.equals("late"));
        assertThat(serverFates).as(what).allMatch(fate -> fate.equals("done") || fate.equals("late"));
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
        return Stream.concat(clientFates.stream(), serverFates.stream())
                .filter("late"::equals)
                .count();
    }

    /** How often the client came back. */
    public long returns() {
        return status.stream().filter(new Status.Connected(true)::equals).count();
    }

    @Override
    public String toString() {
        return "sent " + sent + ", handled " + handled.size() + ", ended " + clientFates.size() + "; told " + told
                + ", heard " + heard.size() + ", ended " + serverFates.size() + "; " + status;
    }
}
