package dev.playflux.state;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A number of which clients see multiples of a step within a range: the fewer there are, the fewer bits each takes. The
 * simulation keeps the exact one; it is snapped when it is published, to the nearest multiple, and beyond the range to its
 * end, which the metrics count where
 * it travels in columns. NaN is refused. On {@code double} and {@code float}, primitive or not; null stays null.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Quantized {

    /** The least that clients see, rounded up to a multiple of the step. */
    double min();

    /** The most that clients see, rounded down to a multiple of the step. */
    double max();

    /** The step, such as 0.01; above 0. */
    double step();
}
