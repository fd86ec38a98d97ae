package dev.playflux.recording;

import org.jspecify.annotations.Nullable;

/**
 * Where a replayed state is not what was recorded, or a call did not end as it did.
 *
 * @param tick after which
 * @param path of the first value that differs: {@code runners.p1.x}; empty if it is the state itself; of a call its name:
 *     {@code on(move)}
 * @param recorded that value then; {@code nothing} if it was not there
 * @param replayed that value now
 * @param thrown what a call threw in the replay and not when it was recorded, if that is the difference
 */
public record Difference(
        long tick,
        String path,
        String recorded,
        String replayed,
        @Nullable Throwable thrown) {

    /** A value that differs. */
    public Difference(long tick, String path, String recorded, String replayed) {
        this(tick, path, recorded, replayed, null);
    }

    @Override
    public String toString() {
        return "tick " + tick + ": " + (path.isEmpty() ? "the state" : path) + " was " + recorded
                + " when recorded, is " + replayed + " when replayed";
    }
}
