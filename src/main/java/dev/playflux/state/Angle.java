package dev.playflux.state;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An angle in radians, of which clients see one of 2^bits directions, in [−π, π). It goes round: what turns past π takes no
 * more bytes than any other small turn. The simulation keeps the exact one. NaN and what is not finite is refused. On
 * {@code double} and {@code float}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Angle {

    /** How many bits a direction has, 2 to 24. Defaults to 8: steps of 1.4°. */
    int bits() default 8;
}
