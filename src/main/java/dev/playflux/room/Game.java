package dev.playflux.room;

import dev.playflux.message.Message;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * The definition of a game: an immutable template from which rooms are opened; every method gives a changed copy. All
 * functions handed to it run on a room's thread, one at a time, unless they say otherwise.
 *
 * <p>What a function throws is caught. {@link dev.playflux.message.Refused} is an answer: the player gets its code, the
 * state stays. Anything else loses what was at hand, the player gets {@code handler_failed}, and {@link #onError} hears it.
 *
 * @param <S> the state: plain immutable values, published by comparison with the last tick's
 */
public interface Game<S> {

    /** A game whose state is a value; each reducer returns the next one. */
    static <S> Game<S> named(String name, Supplier<S> initial) {
        return GameSpec.named(name, initial);
    }

    /** A game whose state is a mutable world that callbacks change; what clients see is made by {@code world}. */
    static <S> Simulation<S> simulation(String name, Supplier<S> initial) {
        return new SimulationSpec<>(GameSpec.named(name, initial).changing());
    }

    /** The name by which clients ask for it. */
    String name();

    /** The names of its views, of which {@code world} is the first. */
    List<String> views();

    /** Ticks per second. */
    int tickRate();

    /** Ticks per second, 1 to 240, for the whole life of a room: clients reckon with it from their welcome on. Defaults to 20. */
    Game<S> tickRate(int perSecond);

    /** How many may have a seat in one room; a further player gets another room. Defaults to 64. */
    Game<S> maxPlayers(int most);

    /** How long a room stays open without players. Defaults to 5 seconds. */
    Game<S> keepEmpty(Duration time);

    /**
     * How long a seat is kept whose connection is lost; its client comes back to it by itself. Nothing keeps none: a lost
     * connection ends the seat. Defaults to 20 seconds.
     */
    Game<S> grace(Duration time);

    /**
     * Gives each room a host: whoever has had a seat the longest. It may pause, resume and close the room and put others out, by the
     * messages of {@link dev.playflux.message.Host}; from anybody else they are {@code not_allowed}. Who it is, and whether the room
     * is paused, all see in the view {@code host}. A host who is away keeps the role as long as the seat is kept; when the seat
     * ends, the role passes on. Off unless called.
     */
    Game<S> hosted();

    /**
     * How much later those who watch see states and hear broadcasts, so that they can help nobody; at most 5 minutes. One who
     * comes late sees a whole state at once, the one of so long ago; nobody sees anything of a room that is younger, and
     * nobody the last of one that closes. As many states as it has ticks are kept; those of a {@link #simulation} as views,
     * which are then the same for all who watch. Defaults to none.
     */
    Game<S> spectatorDelay(Duration time);

    /** When a room opens: before the first player. */
    Game<S> onOpen(BiFunction<S, Room<S>, S> hook);

    /** When a player joins. A throw refuses the seat. */
    Game<S> onJoin(BiFunction<S, Player<S>, S> hook);

    /** When a player joins with options of a type. A throw refuses the seat; options that do not fit are {@code bad_data}. */
    <O> Game<S> onJoin(Class<O> options, Reducer<S, O> hook);

    /** When a seat ends. */
    Game<S> onLeave(Left<S> hook);

    /** When a player's connection is lost. The seat is kept for as long as {@link #grace} says. */
    Game<S> onAway(BiFunction<S, Player<S>, S> hook);

    /** When a player who was away is back on the kept seat; not when a newer connection replaces one that was still open. */
    Game<S> onBack(BiFunction<S, Player<S>, S> hook);

    /**
     * When a room has closed and all have left: results are saved here. The Publisher, or null for nothing, is subscribed to,
     * and awaited for up to 10 seconds when the server ends; what it emits is ignored.
     */
    Game<S> onClose(BiFunction<S, Room<S>, ? extends @Nullable Publisher<?>> hook);

    /** Each step of game time. */
    Game<S> onTick(BiFunction<S, Tick<S>, S> step);

    /** Hears what a game's functions throw. May be called from other threads too. Defaults to a log at error, of five faults a second. */
    Game<S> onError(Consumer<GameError<S>> hook);

    /** An action that changes the state: the common case, no Flux is built. */
    <T> Game<S> on(Class<T> type, Reducer<S, T> reducer);

    /** The same under a name. */
    <T> Game<S> on(String action, Class<T> type, Reducer<S, T> reducer);

    /** An action shaped by operators, one Flux per player, and then reduced. */
    <T, R> Game<S> on(Class<T> type, Function<Flux<T>, ? extends Publisher<R>> operators, Reducer<S, R> reducer);

    /** The same, with the player at hand where the operators are assembled. */
    <T, R> Game<S> on(
            Class<T> type, BiFunction<Player<S>, Flux<T>, ? extends Publisher<R>> operators, Reducer<S, R> reducer);

    /** An action that changes no state. */
    <T> Game<S> run(Class<T> type, BiConsumer<Player<S>, T> effect);

    /** The same under a name. */
    <T> Game<S> run(String action, Class<T> type, BiConsumer<Player<S>, T> effect);

    /** An action shaped by operators, one Flux per player, that changes no state. */
    <T, R> Game<S> run(
            Class<T> type, Function<Flux<T>, ? extends Publisher<R>> operators, BiConsumer<Player<S>, R> effect);

    /**
     * A pipeline of an action and a player: assembled when the player joins, completed when the player leaves. What it
     * emits is ignored. Callbacks behind timed operators run on Reactor's timer threads: there, call only what is safe
     * from any thread, or hand {@code player.room().scheduler()} to the operator.
     */
    <T> Game<S> pipeline(Class<T> type, BiFunction<Player<S>, Flux<T>, ? extends Publisher<?>> pipeline);

    /** A pipeline of the room itself: assembled when it opens, cancelled when it closes. */
    Game<S> pipeline(Function<Room<S>, ? extends Publisher<?>> pipeline);

    /** Messages of actions that have no handler; without it they are refused as {@code unknown_action}. */
    Game<S> otherwise(BiConsumer<Player<S>, Message> effect);

    /** A question that a client asks, answered with the next state. */
    <T, R> Game<S> answer(Class<T> type, Answer<S, T, R> answer);

    /**
     * A question that a client asks, answered by a function to a value, or to a Publisher of one, which may take 30 seconds;
     * a player may have 256 of these open. Null, and a Publisher of nothing, answer with null.
     */
    <T> Game<S> answer(Class<T> type, BiFunction<Player<S>, T, ?> answer);

    /** An event of the room's own, see {@link Room#emit}; clients cannot send it. */
    <E> Game<S> when(Class<E> type, RoomReducer<S, E> reducer);

    /** What all clients see, under the name {@code world}. Without it, the state itself. */
    <V> Game<S> world(Class<V> type, Function<S, V> view);

    /** What one player sees besides, under a name. Null hides it. */
    <V> Game<S> view(String name, Class<V> type, BiFunction<S, Player<S>, V> view);

    /** What all players of a key see, under a name, made and encoded once for each key. A null key hides it. */
    <K, V> Game<S> view(String name, Class<V> type, BiFunction<S, Player<S>, K> key, BiFunction<S, K, V> view);

    /**
     * What all players of some keys see, under a name: the cells of a map around each of them. A client has the values of
     * its keys together; a change of keys brings what is new, and takes away what is not seen any more, in one state. Each
     * key is made and encoded once a tick for all who see it, and those that nobody sees cost nothing.
     *
     * <p>Keys are values with an {@code equals}, a {@code hashCode} and a text of their own: strings, numbers, enums,
     * records. The text travels, so a short {@code toString} pays. Null keys and repetitions are skipped; order means
     * nothing; the same collection as before is looked through fastest. A player sees at most 1024 keys of a view, beyond
     * that the rest is left out and {@link #onError} hears it. A null value hides its key.
     */
    <K, V> Game<S> views(
            String name,
            Class<V> type,
            BiFunction<S, Player<S>, ? extends Collection<K>> keys,
            BiFunction<S, K, V> view);
}
