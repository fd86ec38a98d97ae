package host;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The game and its rules: two penguins slide for fish, and whoever has enough of them first has won.
 *
 * @param goal how many are enough
 * @param penguins by their players' ids, in the order in which they came
 * @param fish where the next one is; null until both are there, and after the end of a round
 * @param winner the id of who has won the round; null until then
 */
record Ice(
        int goal,
        Map<String, Penguin> penguins,
        @Nullable Fish fish,
        @Nullable String winner) {
    static final double WIDTH = 960;
    static final double HEIGHT = 600;

    /** No fish shows itself nearer than this to a penguin. */
    private static final double SHY = 200;

    /** Keeps the order, which Map.copyOf would not. */
    Ice {
        penguins = Collections.unmodifiableMap(new LinkedHashMap<>(penguins));
    }

    static Ice empty(int goal) {
        return new Ice(goal, Map.of(), null, null);
    }

    /** With one more penguin. The second one begins the game. */
    Ice joined(String id, String name, RandomGenerator random) {
        boolean second = !penguins.isEmpty();
        Map<String, Penguin> more = new LinkedHashMap<>(penguins);
        more.put(id, Penguin.standing(name, WIDTH * (second ? .86 : .14), HEIGHT / 2));
        Ice ice = new Ice(goal, more, null, null);
        return second ? ice.newRound(random) : ice;
    }

    /** Without a penguin: the other one waits. */
    Ice left(String id) {
        Map<String, Penguin> fewer = new LinkedHashMap<>(penguins);
        fewer.remove(id);
        return new Ice(goal, fewer, null, null);
    }

    Ice changed(String id, UnaryOperator<Penguin> change) {
        Map<String, Penguin> others = new LinkedHashMap<>(penguins);
        others.computeIfPresent(id, (same, penguin) -> change.apply(penguin));
        return new Ice(goal, others, fish, winner);
    }

    /** Nobody has caught anything yet. Without a second penguin there is nothing to catch. */
    Ice newRound(RandomGenerator random) {
        Map<String, Penguin> hungry = new LinkedHashMap<>(penguins);
        hungry.replaceAll((id, penguin) -> penguin.withFish(0));
        return new Ice(goal, hungry, null, null).withFish(random);
    }

    /** After a step of time. */
    Ice stepped(double seconds, RandomGenerator random) {
        Map<String, Penguin> moved = new LinkedHashMap<>(penguins);
        moved.replaceAll((id, penguin) -> penguin.stepped(seconds));
        return new Ice(goal, moved, fish, winner).bumped().caught(random);
    }

    /** Penguins that run into each other swap how fast they were, as far as it was towards the other. */
    private Ice bumped() {
        if (penguins.size() < 2) {
            return this;
        }
        String[] ids = penguins.keySet().toArray(String[]::new);
        Penguin one = penguins.get(ids[0]);
        Penguin two = penguins.get(ids[1]);
        double dx = two.x() - one.x();
        double dy = two.y() - one.y();
        double distance = Math.sqrt(dx * dx + dy * dy);
        if (distance >= 2 * Penguin.RADIUS) {
            return this;
        }
        double right = distance == 0 ? 1 : dx / distance;
        double down = distance == 0 ? 0 : dy / distance;
        double apart = (2 * Penguin.RADIUS - distance) / 2;
        double push = Math.max(0, (one.vx() - two.vx()) * right + (one.vy() - two.vy()) * down);
        Map<String, Penguin> both = new LinkedHashMap<>(penguins);
        both.put(ids[0], bumped(one, -right * apart, -down * apart, -push * right, -push * down));
        both.put(ids[1], bumped(two, right * apart, down * apart, push * right, push * down));
        return new Ice(goal, both, fish, winner);
    }

    private static Penguin bumped(Penguin penguin, double dx, double dy, double right, double down) {
        return penguin.moved(penguin.x() + dx, penguin.y() + dy, penguin.vx() + right, penguin.vy() + down);
    }

    /** Of two who reach it at once the nearer one has the fish. */
    private Ice caught(RandomGenerator random) {
        if (fish == null) {
            return this;
        }
        String nearest = null;
        double least = Penguin.RADIUS + Fish.RADIUS;
        for (Map.Entry<String, Penguin> entry : penguins.entrySet()) {
            double distance =
                    fish.distance(entry.getValue().x(), entry.getValue().y());
            if (distance < least) {
                nearest = entry.getKey();
                least = distance;
            }
        }
        return nearest == null ? this : fed(nearest, random);
    }

    private Ice fed(String id, RandomGenerator random) {
        Ice fed = changed(id, penguin -> penguin.withFish(penguin.fish() + 1));
        boolean won = fed.penguins.get(id).fish() >= goal;
        return won ? new Ice(goal, fed.penguins, null, id) : fed.withFish(random);
    }

    /** The next one, somewhere that is not near to anybody. */
    private Ice withFish(RandomGenerator random) {
        if (penguins.size() < 2) {
            return this;
        }
        Fish next = Stream.generate(() ->
                        new Fish(60 + random.nextDouble() * (WIDTH - 120), 60 + random.nextDouble() * (HEIGHT - 120)))
                .filter(place -> penguins.values().stream().noneMatch(near -> place.distance(near.x(), near.y()) < SHY))
                .findFirst()
                .orElseThrow();
        return new Ice(goal, penguins, next, winner);
    }
}
