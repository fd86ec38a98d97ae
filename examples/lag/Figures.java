package lag;

import java.util.List;

/**
 * What many round trips come to, in ms.
 *
 * @param count of how many
 * @param p50 half of them took no longer
 * @param p95 nineteen of twenty took no longer
 * @param jitter how much one differs from the one before it, on average
 */
public record Figures(int count, double p50, double p95, double jitter) {
    static final Figures NONE = new Figures(0, 0, 0, 0);

    static Figures of(List<Double> took) {
        if (took.isEmpty()) {
            return NONE;
        }
        List<Double> sorted = took.stream().sorted().toList();
        return new Figures(took.size(), rank(sorted, 0.5), rank(sorted, 0.95), jitter(took));
    }

    /** The smallest value that is not exceeded by this share of them. */
    private static double rank(List<Double> sorted, double share) {
        return tenths(sorted.get((int) Math.ceil(share * sorted.size()) - 1));
    }

    private static double jitter(List<Double> took) {
        double changes = 0;
        for (int i = 1; i < took.size(); i++) {
            changes += Math.abs(took.get(i) - took.get(i - 1));
        }
        return tenths(changes / Math.max(1, took.size() - 1));
    }

    private static double tenths(double millis) {
        return Math.round(millis * 10) / 10.0;
    }
}
