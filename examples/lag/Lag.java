package lag;

import dev.playflux.message.Refused;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Everybody's line, by the player's id. */
public record Lag(Map<String, Line> lines) {
    static final int MOST_LATENCY = 1000;
    static final int MOST_LOSS = 20;
    /** Round trips that one message tells of. */
    static final int MOST_TOOK = 64;

    private static final double LONGEST = 60_000;

    static Lag empty() {
        return new Lag(Map.of());
    }

    /** What everybody sees of somebody: not each round trip, but what they come to. */
    public record Seen(String name, int latency, int loss, Figures figures) {}

    /** What everybody sees. */
    public record Lines(Map<String, Seen> lines) {}

    Lag joined(String id, String name) {
        return with(id, Line.good(name));
    }

    Lag left(String id) {
        Map<String, Line> less = new TreeMap<>(lines);
        less.remove(id);
        return new Lag(less);
    }

    Lag worse(String id, int latency, int loss) {
        Refused.unless(latency >= 0 && latency <= MOST_LATENCY, "latency", "Latency is 0 to " + MOST_LATENCY + " ms");
        Refused.unless(loss >= 0 && loss <= MOST_LOSS, "loss", "Loss is 0 to " + MOST_LOSS + " %");
        return change(id, line -> line.worse(latency, loss));
    }

    /** Round trips have come to their end, each once, in this order. */
    Lag took(String id, List<@Nullable Double> took) {
        Refused.unless(took.size() <= MOST_TOOK, "took", "At most " + MOST_TOOK + " round trips are told at once");
        for (Double millis : took) {
            Refused.unless(
                    millis != null && millis >= 0 && millis <= LONGEST,
                    "took",
                    "A round trip takes 0 to " + LONGEST + " ms");
        }
        return change(id, line -> line.took(took));
    }

    Lines seen() {
        Map<String, Seen> seen = new TreeMap<>();
        lines.forEach((id, line) ->
                seen.put(id, new Seen(line.name(), line.latency(), line.loss(), Figures.of(line.took()))));
        return new Lines(seen);
    }

    private Lag change(String id, UnaryOperator<Line> change) {
        Line line = lines.get(id);
        return line == null ? this : with(id, change.apply(line));
    }

    private Lag with(String id, Line line) {
        Map<String, Line> more = new TreeMap<>(lines);
        more.put(id, line);
        return new Lag(more);
    }
}
