package lag;

import java.util.ArrayList;
import java.util.List;

/**
 * Somebody's line to the server.
 *
 * @param name whose it is
 * @param latency how much longer a message takes there and back, in ms
 * @param loss how many segments of a hundred are lost on the way
 * @param took the last round trips, in ms
 */
public record Line(String name, int latency, int loss, List<Double> took) {
    /** Five seconds of them, when one begins every tenth of a second. */
    static final int KEPT = 50;

    static Line good(String name) {
        return new Line(name, 0, 0, List.of());
    }

    Line worse(int latency, int loss) {
        return new Line(name, latency, loss, took);
    }

    Line took(List<Double> latest) {
        List<Double> all = new ArrayList<>(took);
        all.addAll(latest);
        return new Line(name, latency, loss, List.copyOf(all.subList(Math.max(0, all.size() - KEPT), all.size())));
    }
}
