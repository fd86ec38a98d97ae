package desktop;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tag.Runner;
import tag.Tag;

/**
 * The game at a time between two of its states.
 *
 * @param tag the later state
 * @param time the game's, in ms
 */
record Moment(Tag tag, double time, List<Spot> spots) {
    /** A runner, and where it is at this time. */
    record Spot(String id, Runner runner, double x, double y) {}

    /** Whoever is new is where the later state says; before and after the two nothing moves. */
    static Moment between(Tag from, Tag to, double time) {
        double whole = to.time() - from.time();
        double part = whole <= 0 ? 1 : Math.max(0, Math.min(1, (time - from.time()) / whole));
        List<Spot> spots = to.runners().entrySet().stream()
                .map(entry -> {
                    Runner now = entry.getValue();
                    Runner before = from.runners().getOrDefault(entry.getKey(), now);
                    return new Spot(
                            entry.getKey(), now, mix(before.x(), now.x(), part), mix(before.y(), now.y(), part));
                })
                .toList();
        return new Moment(to, mix(from.time(), to.time(), part), spots);
    }

    @Nullable
    Spot spot(@Nullable String id) {
        return spots.stream().filter(spot -> spot.id().equals(id)).findFirst().orElse(null);
    }

    boolean isIt(Spot spot) {
        return spot.id().equals(tag.it());
    }

    /** Who is it; null on an empty field. */
    @Nullable
    Spot it() {
        return spot(tag.it());
    }

    /** How much is left of the time in which nobody at all can be caught, from 1 to 0. */
    double safePart() {
        return Math.max(0, Math.min(1, (tag.safeUntil() - time) / Tag.SAFE));
    }

    /** The same of the time in which a runner cannot be caught; who is it has none. */
    double protectedPart(Spot spot) {
        return isIt(spot)
                ? 0
                : Math.max(safePart(), Math.min(1, (double) spot.runner().protection((long) time) / Runner.PROTECTION));
    }

    /** The longest time that somebody was free, in ms. */
    long longestRun(Spot spot) {
        long best = spot.runner().best();
        return isIt(spot) ? best : Math.max(best, (long) time - spot.runner().since());
    }

    private static double mix(double from, double to, double part) {
        return from + (to - from) * part;
    }
}
