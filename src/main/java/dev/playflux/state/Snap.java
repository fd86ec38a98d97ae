package dev.playflux.state;

import java.util.function.UnaryOperator;

/**
 * Values as clients see them, for those who look at a room from within: every number that is quantized is snapped, everything
 * else is as it was. What has none in it is the same instance; a record that was snapped before, in the value before, is not
 * snapped again. One thread.
 */
public interface Snap {

    /** Snaps records, with records in them and in components that are declared as Map, List or Collection. */
    static <T> UnaryOperator<T> create() {
        return new Snapper<>();
    }
}
