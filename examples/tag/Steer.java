package tag;

/** The action by which a player steers: to the right and down, −1 to 1 each. */
public record Steer(double dx, double dy) {}
