package dev.playflux.state;

import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that an annotated component can have for clients: multiples of a step, known by an integer i. The number is
 * i × step / per, computed so, that a step of 0.3 gives 2.7 and not 2.6999999999999997.
 *
 * @param step the distance of two of them, times per
 * @param per what makes of the step an integer, if it is a fraction of few decimals or one of 1
 * @param least the least integer
 * @param most the greatest one
 * @param bits of an angle, which goes round; 0 for what does not
 */
record Grid(double step, long per, long least, long most, int bits) {
    private static final double MOST = (1L << 52) - 1;
    private static final double SLIGHTLY = 1e-9;

    /**
     * The grid that the annotations of a component ask for, if any.
     *
     * @throws IllegalArgumentException if they make no sense
     */
    static @Nullable Grid of(RecordComponent component) {
        Quantized range = component.getAnnotation(Quantized.class);
        Angle angle = component.getAnnotation(Angle.class);
        if (range != null && angle != null) {
            throw new IllegalArgumentException("is either @Quantized or an @Angle");
        }
        if (angle != null) {
            return of(angle);
        }
        return range == null ? null : of(range);
    }

    private static Grid of(Angle angle) {
        int bits = angle.bits();
        if (bits < 2 || bits > 24) {
            throw new IllegalArgumentException("@Angle has 2 to 24 bits, not " + bits);
        }
        long half = 1L << (bits - 1);
        return new Grid(2 * Math.PI / (2 * half), 1, -half, half - 1, bits);
    }

    private static Grid of(Quantized range) {
        double step = range.step();
        boolean finite = Double.isFinite(step) && Double.isFinite(range.min()) && Double.isFinite(range.max());
        if (!finite || !(step > 0) || !(range.min() <= range.max())) {
            throw new IllegalArgumentException("@Quantized from " + range.min() + " to " + range.max() + " by "
                    + range.step() + " wants min <= max and a step above 0");
        }
        if (Math.max(Math.abs(range.min()), Math.abs(range.max())) / step > MOST) {
            throw new IllegalArgumentException(range + " has more steps than an exact integer counts");
        }
        long per = per(step);
        double times = per == 1 ? step : Math.rint(step * per);
        long least = (long) Math.ceil(range.min() * per / times - SLIGHTLY);
        long most = (long) Math.floor(range.max() * per / times + SLIGHTLY);
        if (least > most) {
            throw new IllegalArgumentException(range + " holds no multiple of its step");
        }
        return new Grid(times, per, least, most, 0);
    }

    /** What makes an integer of a step: a power of ten, or how many of it there are in 1; else 1. */
    private static long per(double step) {
        for (long power = 1; power <= 1_000_000; power *= 10) {
            if (whole(step * power)) {
                return power;
            }
        }
        return whole(1 / step) ? Math.round(1 / step) : 1;
    }

    private static boolean whole(double number) {
        return number > 0.5 && Math.abs(number - Math.rint(number)) < SLIGHTLY * number;
    }

    /** The integer of a number, if there were no range. */
    long nearest(double value) {
        if (Double.isNaN(value) || (bits != 0 && Double.isInfinite(value))) {
            throw new IllegalArgumentException("is " + value + ", which cannot be quantized");
        }
        return Math.round(value * per / step);
    }

    /** The integer within the range, or gone round. */
    long within(long nearest) {
        return bits == 0 ? Math.max(least, Math.min(most, nearest)) : round(nearest, bits);
    }

    /** An integer gone round after so many bits; 0 for never. */
    static long round(long index, int bits) {
        int gone = bits == 0 ? 0 : Long.SIZE - bits;
        return index << gone >> gone;
    }

    /** The number of an integer: the same double wherever it is computed. */
    double value(long index) {
        return index * step / per;
    }

    /** What clients see of a number. */
    double snapped(double value) {
        return value(within(nearest(value)));
    }
}
