package host;

/** The action by which a player pushes: to the right and down, −1 to 1 each. */
record Steer(double dx, double dy) {
    static final Steer NOWHERE = new Steer(0, 0);
}
