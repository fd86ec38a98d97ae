package whiteboard;

/**
 * Somebody at the board.
 *
 * @param pointing whether the pointer is on the board
 * @param x where it was last
 * @param y where it was last
 */
public record Artist(String name, boolean pointing, int x, int y) {}
