package dev.playflux.state;

import dev.playflux.state.TreeFrame.View;
import java.util.Map;

/** A {@code $state} as it came: a header whose numbers are −1 where they are none, and what it does to the views. */
interface Incoming {
    long tick();

    long time();

    long base();

    long input();

    /** The views after it; {@code held} is not changed. */
    Map<String, View> views(Map<String, View> held);

    /** It has been applied. */
    default void applied() {}
}
