package dev.playflux.server;

import dev.playflux.room.Game;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A game in which everybody counts, one number after the other, and tells who comes, goes, and counts wrongly. */
record Count(Consumer<String> told) {

    /** What somebody joins with. */
    record Sit(String name) {}

    /** The next number. */
    record Next(int number) {}

    /** Who each player is, and how far he is. */
    record World(Map<String, String> names, Map<String, Integer> numbers) {

        World with(String player, String name, int number) {
            Map<String, String> names = new HashMap<>(this.names);
            Map<String, Integer> numbers = new HashMap<>(this.numbers);
            names.put(player, name);
            numbers.put(player, number);
            return new World(Map.copyOf(names), Map.copyOf(numbers));
        }
    }

    Game<World> game(String name, Duration grace) {
        return Game.named(name, () -> new World(Map.of(), Map.of()))
                .grace(grace)
                .onJoin(Sit.class, (world, player, sit) -> world.with(player.id(), tell(sit.name(), "join"), 0))
                .onAway((world, player) -> tell(world, player.id(), "away"))
                .onBack((world, player) -> tell(world, player.id(), "back"))
                .onLeave((world, player, why) -> tell(world, player.id(), why.toString()))
                .on(Next.class, (world, player, next) -> {
                    int last = world.numbers().getOrDefault(player.id(), 0);
                    if (last > 0 && next.number() != last + 1) {
                        tell(world, player.id(), next.number() + " after " + last);
                    }
                    return world.with(player.id(), world.names().getOrDefault(player.id(), "?"), next.number());
                });
    }

    private World tell(World world, String player, String what) {
        tell(world.names().getOrDefault(player, player), what);
        return world;
    }

    private String tell(String name, String what) {
        told.accept(name + " " + what);
        return name;
    }
}
