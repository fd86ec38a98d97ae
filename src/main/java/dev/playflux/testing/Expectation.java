package dev.playflux.testing;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What somebody expects of a match.
 *
 * @param what in words
 * @param holds whether it is so now
 * @param came what there is instead
 * @param about whose messages tell more
 */
record Expectation(String what, BooleanSupplier holds, Supplier<String> came, List<ScriptedPlayer> about) {
    private static final int SHOWN = 600;

    /** Whether it holds; a look that throws found nothing. */
    boolean met() {
        try {
            return holds.getAsBoolean();
        } catch (RuntimeException thrown) {
            return false;
        }
    }

    /** What there is instead, and what looking at it threw. */
    String instead() {
        String text;
        try {
            text = came.get();
            boolean late = holds.getAsBoolean();
            text = late ? text + " (and now it holds)" : text;
        } catch (RuntimeException thrown) {
            text = "the look at it threw " + thrown;
        }
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
