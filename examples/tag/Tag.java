package tag;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The world of tag, and its rules: who is it hands that over by a touch. Everybody is safe for a moment then, and who was
 * it, like who has just come, for some seconds: it is not handed back at once.
 *
 * @param runners by id, in the order in which they came
 * @param it the id of who is it; null on an empty field
 * @param time of the game, in ms
 * @param safeUntil the time until which nobody can be caught, in ms
 */
public record Tag(
        Field field, Map<String, Runner> runners, @Nullable String it, long time, long safeUntil) {
    /** Units per second. */
    static final double SPEED = 260;

    /** A little faster, or nobody would ever be caught in the open. */
    static final double SPEED_OF_IT = 285;

    /** While everybody is safe, they get away. */
    static final double SPEED_OF_IT_WHILE_SAFE = 120;

    /** How long everybody is safe after it has changed, in ms. */
    public static final long SAFE = 1500;

    /** Keeps the order, which Map.copyOf would not: the rules must give the same in every run. */
    public Tag {
        runners = Collections.unmodifiableMap(new LinkedHashMap<>(runners));
    }

    /** An empty field. */
    public static Tag empty() {
        return new Tag(Field.PARK, Map.of(), null, 0, 0);
    }

    /** With one more runner, far from who is it; the first one is it. */
    public Tag joined(String id, String name, boolean bot, RandomGenerator random) {
        Runner chaser = runners.get(it);
        Point at = field.spawn(random, chaser == null ? null : chaser.at(), Runner.RADIUS);
        Map<String, Runner> more = new LinkedHashMap<>(runners);
        more.put(id, new Runner(name, at.x(), at.y(), 0, 0, time, 0, bot));
        return new Tag(field, more, it == null ? id : it, time, safeUntil);
    }

    /** Without a runner. If that one was it, whoever has been free longest is it. */
    public Tag left(String id) {
        Map<String, Runner> fewer = new LinkedHashMap<>(runners);
        fewer.remove(id);
        if (!id.equals(it)) {
            return new Tag(field, fewer, it, time, safeUntil);
        }
        return fewer.entrySet().stream()
                .min(Comparator.comparingLong(entry -> entry.getValue().since()))
                .map(next -> new Tag(field, fewer, null, time, safeUntil).handedTo(next.getKey()))
                .orElseGet(() -> new Tag(field, fewer, null, time, 0));
    }

    /** With another wish of a runner. */
    public Tag steered(String id, double dx, double dy) {
        return changed(id, runner -> runner.steered(dx, dy));
    }

    /** After a step of time. */
    public Tag stepped(double seconds) {
        Map<String, Runner> moved = new LinkedHashMap<>(runners);
        moved.replaceAll((id, runner) -> runner.moved(field, speed(id) * seconds));
        return new Tag(field, moved, it, time + Math.round(seconds * 1000), safeUntil).touched();
    }

    /** How many runners are no bots. */
    public long people() {
        return runners.values().stream().filter(runner -> !runner.bot()).count();
    }

    private double speed(String id) {
        if (!id.equals(it)) {
            return SPEED;
        }
        return time < safeUntil ? SPEED_OF_IT_WHILE_SAFE : SPEED_OF_IT;
    }

    private Tag touched() {
        Runner chaser = runners.get(it);
        if (chaser == null || time < safeUntil) {
            return this;
        }
        return runners.entrySet().stream()
                .filter(other -> !other.getKey().equals(it)
                        && other.getValue().protection(time) == 0
                        && other.getValue().touches(chaser))
                .min(Comparator.comparingDouble(other -> other.getValue().at().distance(chaser.at())))
                .map(other -> handedTo(other.getKey()))
                .orElse(this);
    }

    private Tag handedTo(String id) {
        Tag freed = it == null ? this : changed(it, runner -> runner.freed(time));
        Tag caught = freed.changed(id, runner -> runner.caught(time));
        return new Tag(field, caught.runners, id, time, time + SAFE);
    }

    private Tag changed(String id, UnaryOperator<Runner> change) {
        Map<String, Runner> others = new LinkedHashMap<>(runners);
        others.computeIfPresent(id, (same, runner) -> change.apply(runner));
        return new Tag(field, others, it, time, safeUntil);
    }
}
