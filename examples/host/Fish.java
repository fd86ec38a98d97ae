package host;

import dev.playflux.state.Quantized;

/** What both want: it looks out of a hole in the ice. */
record Fish(
        @Quantized(min = 0, max = 1024, step = 0.1) double x,
        @Quantized(min = 0, max = 1024, step = 0.1) double y) {
    static final double RADIUS = 16;

    double distance(double otherX, double otherY) {
        double dx = x - otherX;
        double dy = y - otherY;
        return Math.sqrt(dx * dx + dy * dy);
    }
}
