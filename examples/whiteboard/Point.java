package whiteboard;

import dev.playflux.message.Refused;

/**
 * Where a pointer is.
 *
 * @param on whether it is on the board at all
 */
record Point(int x, int y, boolean on) {
    void check() {
        Refused.unless(Stroke.onBoard(x, y), "off_board", "The board ends at " + Stroke.WIDTH + ", " + Stroke.HEIGHT);
    }
}
