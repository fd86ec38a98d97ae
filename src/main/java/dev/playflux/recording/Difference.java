package dev.playflux.recording;

/**
 * Where a replayed state is not what was recorded.
 *
 * @param tick after which
 * @param path of the first value that differs: {@code runners.p1.x}; empty if it is the state itself
 * @param recorded that value then; {@code nothing} if it was not there
 * @param replayed that value now
 */
public record Difference(long tick, String path, String recorded, String replayed) {

    @Override
    public String toString() {
        return "tick " + tick + ": " + (path.isEmpty() ? "the state" : path) + " was " + recorded
                + " when recorded, is " + replayed + " when replayed";
    }
}
