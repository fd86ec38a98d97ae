package dev.playflux.room;

import dev.playflux.message.Action;
import dev.playflux.message.Message;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A game's definition. Its fields are set on a fresh copy only, before anybody else sees it. */
final class GameSpec<S> implements Game<S> {
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    final String name;
    final Supplier<S> initial;
    int tickRate = 20;
    int maxPlayers = 64;
    Duration keepEmpty = Duration.ofSeconds(5);
    Duration grace = Duration.ofSeconds(20);
    Duration spectatorDelay = Duration.ZERO;
    BiFunction<S, Room<S>, S> onOpen = (state, room) -> state;
    Reducer<S, Object> onJoin = (state, player, options) -> state;

    @Nullable
    Class<?> options;

    Left<S> onLeave = (state, player, why) -> state;
    BiFunction<S, Player<S>, S> onAway = (state, player) -> state;
    BiFunction<S, Player<S>, S> onBack = (state, player) -> state;
    BiFunction<S, Room<S>, ? extends @Nullable Publisher<?>> onClose = (state, room) -> null;
    BiFunction<S, Tick<S>, S> onTick = (state, tick) -> state;

    @Nullable
    Consumer<GameError<S>> onError;

    /** In the order of their definition, in which a player's pipelines begin. */
    Map<String, Handler<S>> handlers = Map.of();

    @Nullable
    BiConsumer<Player<S>, Message> otherwise;

    Map<Class<?>, RoomReducer<S, Object>> events = Map.of();
    List<Function<Room<S>, ? extends Publisher<?>>> pipelines = List.of();
    /** The world, then the others. */
    List<ViewSpec<S>> views = List.of(ViewSpec.world(null, Function.identity()));

    /** Whether callbacks change the state in place. */
    boolean mutable;
    /** The room that is shown: of a room that shows a replay the one that was recorded. */
    Function<Room<S>, Room<S>> played = Function.identity();

    /** Whether its rooms have a host. */
    boolean hosted;

    /** What an event of the room's own does; null for one that the game does not know. */
    @Nullable
    RoomReducer<S, Object> reducer(Object event) {
        RoomReducer<S, Object> exact = events.get(event.getClass());
        if (exact != null) {
            return exact;
        }
        for (var entry : events.entrySet()) {
            if (entry.getKey().isInstance(event)) {
                return entry.getValue();
            }
        }
        return null;
    }

    private GameSpec(String name, Supplier<S> initial) {
        this.name = name;
        this.initial = initial;
    }

    static <S> GameSpec<S> named(String name, Supplier<S> initial) {
        return new GameSpec<>(Action.Names.checked(name), initial);
    }

    /** The same, of a state that callbacks change in place. */
    GameSpec<S> changing() {
        return with(copy -> copy.mutable = true);
    }

    /** One that nobody plays, with the views of another game. */
    GameSpec<S> showing(GameSpec<S> other, Function<Room<S>, Room<S>> played) {
        return with(copy -> {
            copy.played = played;
            copy.views = other.views;
            copy.mutable = other.mutable;
            copy.hosted = other.hosted;
            copy.maxPlayers = 0;
        });
    }

    /** Whether it has no seats: who comes watches, and opens its room. */
    boolean shown() {
        return maxPlayers == 0;
    }

    private GameSpec<S> with(Consumer<GameSpec<S>> change) {
        GameSpec<S> copy = new GameSpec<>(name, initial);
        copy.tickRate = tickRate;
        copy.played = played;
        copy.maxPlayers = maxPlayers;
        copy.keepEmpty = keepEmpty;
        copy.grace = grace;
        copy.spectatorDelay = spectatorDelay;
        copy.onOpen = onOpen;
        copy.onJoin = onJoin;
        copy.options = options;
        copy.onLeave = onLeave;
        copy.onAway = onAway;
        copy.onBack = onBack;
        copy.onClose = onClose;
        copy.onTick = onTick;
        copy.onError = onError;
        copy.handlers = handlers;
        copy.otherwise = otherwise;
        copy.events = events;
        copy.pipelines = pipelines;
        copy.views = views;
        copy.mutable = mutable;
        copy.hosted = hosted;
        change.accept(copy);
        return copy;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> views() {
        return views.stream().map(ViewSpec::name).toList();
    }

    @Override
    public int tickRate() {
        return tickRate;
    }

    @Override
    public Game<S> tickRate(int perSecond) {
        within("tick rate", "ticks per second", perSecond, 1, 240);
        return with(copy -> copy.tickRate = perSecond);
    }

    @Override
    public Game<S> maxPlayers(int most) {
        within("maxPlayers", "players", most, 1, 100_000);
        return with(copy -> copy.maxPlayers = most);
    }

    private void within(String what, String unit, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be between " + least + " and " + most + " " + unit
                    + ", was " + value + " (game '" + name + "')");
        }
    }

    @Override
    public Game<S> keepEmpty(Duration time) {
        Duration checked = span("keepEmpty", time);
        return with(copy -> copy.keepEmpty = checked);
    }

    @Override
    public Game<S> grace(Duration time) {
        Duration checked = span("grace", time);
        return with(copy -> copy.grace = checked);
    }

    @Override
    public Game<S> spectatorDelay(Duration time) {
        Duration checked = span("spectatorDelay", time);
        if (checked.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("spectatorDelay must be at most " + LONGEST_DELAY
                    + ", since all that happens meanwhile is kept in memory, was " + time + " (game '" + name + "')");
        }
        return with(copy -> copy.spectatorDelay = checked);
    }

    private Duration span(String what, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(what + " must not be negative, was " + time + " (game '" + name + "')");
        }
        return time;
    }

    @Override
    public Game<S> hosted() {
        return hosted ? this : HostRole.in(with(copy -> copy.hosted = true));
    }

    @Override
    public Game<S> onOpen(BiFunction<S, Room<S>, S> hook) {
        return with(copy -> copy.onOpen = hook);
    }

    @Override
    public Game<S> onJoin(BiFunction<S, Player<S>, S> hook) {
        return with(copy -> {
            copy.options = null;
            copy.onJoin = (state, player, none) -> hook.apply(state, player);
        });
    }

    @Override
    public <O> Game<S> onJoin(Class<O> options, Reducer<S, O> hook) {
        return with(copy -> {
            copy.options = options;
            copy.onJoin = (state, player, given) -> hook.apply(state, player, options.cast(given));
        });
    }

    @Override
    public Game<S> onLeave(Left<S> hook) {
        return with(copy -> copy.onLeave = hook);
    }

    @Override
    public Game<S> onAway(BiFunction<S, Player<S>, S> hook) {
        return with(copy -> copy.onAway = hook);
    }

    @Override
    public Game<S> onBack(BiFunction<S, Player<S>, S> hook) {
        return with(copy -> copy.onBack = hook);
    }

    @Override
    public Game<S> onClose(BiFunction<S, Room<S>, ? extends @Nullable Publisher<?>> hook) {
        return with(copy -> copy.onClose = hook);
    }

    @Override
    public Game<S> onTick(BiFunction<S, Tick<S>, S> step) {
        return with(copy -> copy.onTick = step);
    }

    @Override
    public Game<S> onError(Consumer<GameError<S>> hook) {
        return with(copy -> copy.onError = hook);
    }

    @Override
    public <T> Game<S> on(Class<T> type, Reducer<S, T> reducer) {
        return on(Action.Names.of(type), type, reducer);
    }

    @Override
    public <T> Game<S> on(String action, Class<T> type, Reducer<S, T> reducer) {
        return handle(new Handler<>(action, type, null, reduce(type, reducer), false));
    }

    @Override
    public <T, R> Game<S> on(
            Class<T> type, Function<Flux<T>, ? extends Publisher<R>> operators, Reducer<S, R> reducer) {
        return on(type, (player, flux) -> operators.apply(flux), reducer);
    }

    @Override
    @SuppressWarnings("unchecked") // the operators emit what the reducer takes
    public <T, R> Game<S> on(
            Class<T> type, BiFunction<Player<S>, Flux<T>, ? extends Publisher<R>> operators, Reducer<S, R> reducer) {
        Reducer<S, Object> any = (state, player, result) -> reducer.apply(state, player, (R) result);
        return shaped(type, operators, new Handler.Reduce<>(any), false);
    }

    @Override
    public <T> Game<S> run(Class<T> type, BiConsumer<Player<S>, T> effect) {
        return run(Action.Names.of(type), type, effect);
    }

    @Override
    public <T> Game<S> run(String action, Class<T> type, BiConsumer<Player<S>, T> effect) {
        Handler.End<S> end = new Handler.Run<>((player, data) -> effect.accept(player, type.cast(data)));
        return handle(new Handler<>(action, type, null, end, false));
    }

    @Override
    @SuppressWarnings("unchecked") // the operators emit what the effect takes
    public <T, R> Game<S> run(
            Class<T> type, Function<Flux<T>, ? extends Publisher<R>> operators, BiConsumer<Player<S>, R> effect) {
        Handler.End<S> end = new Handler.Run<>((player, result) -> effect.accept(player, (R) result));
        return shaped(type, (player, flux) -> operators.apply(flux), end, false);
    }

    @Override
    public <T> Game<S> pipeline(Class<T> type, BiFunction<Player<S>, Flux<T>, ? extends Publisher<?>> pipeline) {
        return shaped(type, pipeline, new Handler.Ignore<>(), true);
    }

    @Override
    @SuppressWarnings("unchecked") // a reply is read only
    public <T, R> Game<S> answer(Class<T> type, Answer<S, T, R> answer) {
        Answer<S, Object, Object> any =
                (state, player, question) -> (Reply<S, Object>) answer.apply(state, player, type.cast(question));
        return handle(new Handler<>(Action.Names.of(type), type, null, new Handler.Answer<>(any), false));
    }

    @Override
    public <T> Game<S> answer(Class<T> type, BiFunction<Player<S>, T, ?> answer) {
        Handler.End<S> end = new Handler.Lookup<>((player, question) -> answer.apply(player, type.cast(question)));
        return handle(new Handler<>(Action.Names.of(type), type, null, end, false));
    }

    private static <S, T> Handler.End<S> reduce(Class<T> type, Reducer<S, T> reducer) {
        return new Handler.Reduce<>((state, player, data) -> reducer.apply(state, player, type.cast(data)));
    }

    private <T> Game<S> shaped(
            Class<T> type,
            BiFunction<Player<S>, Flux<T>, ? extends Publisher<?>> operators,
            Handler.End<S> end,
            boolean eager) {
        BiFunction<Player<S>, Flux<Object>, Publisher<?>> any =
                (player, flux) -> operators.apply(player, flux.cast(type));
        return handle(new Handler<>(Action.Names.of(type), type, any, end, eager));
    }

    private Game<S> handle(Handler<S> handler) {
        Map<String, Handler<S>> more = new LinkedHashMap<>(handlers);
        if (more.put(Action.Names.checked(handler.action()), handler) != null) {
            throw new IllegalArgumentException(
                    "the action '" + handler.action() + "' has a handler already (game '" + name + "')");
        }
        return with(copy -> copy.handlers = Collections.unmodifiableMap(more));
    }

    @Override
    public Game<S> pipeline(Function<Room<S>, ? extends Publisher<?>> pipeline) {
        return with(copy -> copy.pipelines = and(pipelines, List.of(pipeline)));
    }

    @Override
    public Game<S> otherwise(BiConsumer<Player<S>, Message> effect) {
        return with(copy -> copy.otherwise = effect);
    }

    @Override
    public <E> Game<S> when(Class<E> type, RoomReducer<S, E> reducer) {
        Map<Class<?>, RoomReducer<S, Object>> more = new LinkedHashMap<>(events);
        if (more.put(type, (state, room, event) -> reducer.apply(state, room, type.cast(event))) != null) {
            throw new IllegalArgumentException(
                    "the event " + type.getSimpleName() + " has a when already (game '" + name + "')");
        }
        return with(copy -> copy.events = Collections.unmodifiableMap(more));
    }

    @Override
    public <V> Game<S> world(Class<V> type, Function<S, V> view) {
        List<ViewSpec<S>> others = views.subList(1, views.size());
        return with(copy -> copy.views = and(List.of(ViewSpec.world(type, view)), others));
    }

    @Override
    public <V> Game<S> view(String name, Class<V> type, BiFunction<S, Player<S>, V> view) {
        return view(ViewSpec.own(name, type, view));
    }

    @Override
    public <K, V> Game<S> view(String name, Class<V> type, BiFunction<S, Player<S>, K> key, BiFunction<S, K, V> view) {
        return view(ViewSpec.shared(name, type, new ViewSpec.Keys.One<>(key), view));
    }

    @Override
    public <K, V> Game<S> views(
            String name,
            Class<V> type,
            BiFunction<S, Player<S>, ? extends Collection<K>> keys,
            BiFunction<S, K, V> view) {
        return view(ViewSpec.shared(name, type, new ViewSpec.Keys.Many<>(keys), view));
    }

    Game<S> view(ViewSpec<S> view) {
        if (views.stream().anyMatch(other -> other.name().equals(view.name()))) {
            throw new IllegalArgumentException("there is a view '" + view.name() + "' already (game '" + name + "')");
        }
        Action.Names.checked(view.name());
        return with(copy -> copy.views = and(views, List.of(view)));
    }

    private static <T> List<T> and(List<? extends T> list, List<? extends T> more) {
        return Stream.<T>concat(list.stream(), more.stream()).toList();
    }
}
