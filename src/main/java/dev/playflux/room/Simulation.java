package dev.playflux.room;

import java.time.Duration;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * The definition of a game with a mutable world: the same hooks as {@link Game}, which change the world in place. It is
 * complete with {@link #world}, the last step: a mutable world is never published itself. A hook that throws half-way
 * leaves the world as it is then.
 */
public interface Simulation<S> {

    /** Ticks per second, 1 to 240. Defaults to 20. */
    Simulation<S> tickRate(int perSecond);

    /** How many may have a seat in one room. Defaults to 64. */
    Simulation<S> maxPlayers(int most);

    /** How long a room stays open without players. Defaults to 5 seconds. */
    Simulation<S> keepEmpty(Duration time);

    /** How long a seat is kept whose connection is lost, see {@link Game#grace}. Defaults to 20 seconds. */
    Simulation<S> grace(Duration time);

    /** Gives each room a host, see {@link Game#hosted}. */
    Simulation<S> hosted();

    /**
     * How much later those who watch see the views and hear broadcasts, see {@link Game#spectatorDelay}. Functions of keys are
     * asked once a tick, for somebody who watches and has said nothing.
     */
    Simulation<S> spectatorDelay(Duration time);

    /** When a room opens. */
    Simulation<S> onOpen(BiConsumer<S, Room<S>> hook);

    /** When a player joins. A throw refuses the seat. */
    Simulation<S> onJoin(BiConsumer<S, Player<S>> hook);

    /** When a player joins with options of a type. */
    <O> Simulation<S> onJoin(Class<O> options, Effect<S, O> hook);

    /** When a player's connection is lost. */
    Simulation<S> onAway(BiConsumer<S, Player<S>> hook);

    /** When a player who was away is back on the kept seat; not when a newer connection replaces one that was still open. */
    Simulation<S> onBack(BiConsumer<S, Player<S>> hook);

    /** When a seat ends. */
    Simulation<S> onLeave(BiConsumer<S, Player<S>> hook);

    /** When a room has closed and all have left. */
    Simulation<S> onClose(BiFunction<S, Room<S>, ? extends @Nullable Publisher<?>> hook);

    /** Each step of game time. */
    Simulation<S> onTick(BiConsumer<S, Tick<S>> step);

    /** Hears what a game's functions throw. */
    Simulation<S> onError(Consumer<GameError<S>> hook);

    /** An action. */
    <T> Simulation<S> on(Class<T> type, Effect<S, T> effect);

    /** An action that changes nothing. */
    <T> Simulation<S> run(Class<T> type, BiConsumer<Player<S>, T> effect);

    /** A question that a client asks, see {@link Game#answer(Class, BiFunction)}; the function may change the world. */
    <T> Simulation<S> answer(Class<T> type, Question<S, T> answer);

    /** An event of the room's own, see {@link Room#emit}. */
    <E> Simulation<S> when(Class<E> type, RoomEffect<S, E> effect);

    /** What one player sees besides the world, see {@link Game#view(String, Class, BiFunction)}. */
    <V> Simulation<S> view(String name, Class<V> type, BiFunction<S, Player<S>, V> view);

    /** What all players of a key see besides, see {@link Game#view(String, Class, BiFunction, BiFunction)}. */
    <K, V> Simulation<S> view(String name, Class<V> type, BiFunction<S, Player<S>, K> key, BiFunction<S, K, V> view);

    /** What all players of some keys see besides, such as the cells around them, see {@link Game#views}. */
    <K, V> Simulation<S> views(
            String name,
            Class<V> type,
            BiFunction<S, Player<S>, ? extends Collection<K>> keys,
            BiFunction<S, K, V> view);

    /** What all clients see; completes the definition. Further hooks may follow on the {@link Game}. */
    <V> Game<S> world(Class<V> type, Function<S, V> view);
}
