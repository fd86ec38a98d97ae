package tag;

/** A place on the field. Root and sum are exact in every JVM, so that a match replays to the last bit. */
record Point(double x, double y) {

    double distance(Point other) {
        double dx = x - other.x;
        double dy = y - other.y;
        return Math.sqrt(dx * dx + dy * dy);
    }
}
