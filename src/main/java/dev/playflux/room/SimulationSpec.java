package dev.playflux.room;

import java.time.Duration;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** A simulation as a game whose reducers return the world that they changed. */
record SimulationSpec<S>(Game<S> game) implements Simulation<S> {

    @Override
    public Simulation<S> tickRate(int perSecond) {
        return new SimulationSpec<>(game.tickRate(perSecond));
    }

    @Override
    public Simulation<S> maxPlayers(int most) {
        return new SimulationSpec<>(game.maxPlayers(most));
    }

    @Override
    public Simulation<S> keepEmpty(Duration time) {
        return new SimulationSpec<>(game.keepEmpty(time));
    }

    @Override
    public Simulation<S> grace(Duration time) {
        return new SimulationSpec<>(game.grace(time));
    }

    @Override
    public Simulation<S> hosted() {
        return new SimulationSpec<>(game.hosted());
    }

    @Override
    public Simulation<S> spectatorDelay(Duration time) {
        return new SimulationSpec<>(game.spectatorDelay(time));
    }

    @Override
    public Simulation<S> onAway(BiConsumer<S, Player<S>> hook) {
        return new SimulationSpec<>(game.onAway((world, player) -> {
            hook.accept(world, player);
            return world;
        }));
    }

    @Override
    public Simulation<S> onBack(BiConsumer<S, Player<S>> hook) {
        return new SimulationSpec<>(game.onBack((world, player) -> {
            hook.accept(world, player);
            return world;
        }));
    }

    @Override
    public <T> Simulation<S> answer(Class<T> type, Question<S, T> answer) {
        return new SimulationSpec<>(game.answer(
                type, (world, player, question) -> Reply.of(world, answer.answer(world, player, question))));
    }

    @Override
    public Simulation<S> onOpen(BiConsumer<S, Room<S>> hook) {
        return new SimulationSpec<>(game.onOpen((world, room) -> {
            hook.accept(world, room);
            return world;
        }));
    }

    @Override
    public Simulation<S> onJoin(BiConsumer<S, Player<S>> hook) {
        return new SimulationSpec<>(game.onJoin((world, player) -> {
            hook.accept(world, player);
            return world;
        }));
    }

    @Override
    public <O> Simulation<S> onJoin(Class<O> options, Effect<S, O> hook) {
        return new SimulationSpec<>(game.onJoin(options, changing(hook)));
    }

    @Override
    public Simulation<S> onLeave(BiConsumer<S, Player<S>> hook) {
        return new SimulationSpec<>(game.onLeave((world, player, why) -> {
            hook.accept(world, player);
            return world;
        }));
    }

    @Override
    public Simulation<S> onClose(BiFunction<S, Room<S>, ? extends @Nullable Publisher<?>> hook) {
        return new SimulationSpec<>(game.onClose(hook));
    }

    @Override
    public Simulation<S> onTick(BiConsumer<S, Tick<S>> step) {
        return new SimulationSpec<>(game.onTick((world, tick) -> {
            step.accept(world, tick);
            return world;
        }));
    }

    @Override
    public Simulation<S> onError(Consumer<GameError<S>> hook) {
        return new SimulationSpec<>(game.onError(hook));
    }

    @Override
    public <T> Simulation<S> on(Class<T> type, Effect<S, T> effect) {
        return new SimulationSpec<>(game.on(type, changing(effect)));
    }

    @Override
    public <T> Simulation<S> run(Class<T> type, BiConsumer<Player<S>, T> effect) {
        return new SimulationSpec<>(game.run(type, effect));
    }

    @Override
    public <E> Simulation<S> when(Class<E> type, RoomEffect<S, E> effect) {
        return new SimulationSpec<>(game.when(type, (world, room, event) -> {
            effect.run(world, room, event);
            return world;
        }));
    }

    private static <S, T> Reducer<S, T> changing(Effect<S, T> effect) {
        return (world, player, action) -> {
            effect.run(world, player, action);
            return world;
        };
    }

    @Override
    public <V> Simulation<S> view(String name, Class<V> type, BiFunction<S, Player<S>, V> view) {
        return new SimulationSpec<>(game.view(name, type, view));
    }

    @Override
    public <K, V> Simulation<S> view(
            String name, Class<V> type, BiFunction<S, Player<S>, K> key, BiFunction<S, K, V> view) {
        return new SimulationSpec<>(game.view(name, type, key, view));
    }

    @Override
    public <K, V> Simulation<S> views(
            String name,
            Class<V> type,
            BiFunction<S, Player<S>, ? extends Collection<K>> keys,
            BiFunction<S, K, V> view) {
        return new SimulationSpec<>(game.views(name, type, keys, view));
    }

    @Override
    public <V> Game<S> world(Class<V> type, Function<S, V> view) {
        return game.world(type, view);
    }
}
