package dev.playflux.state;

/** The ticks of the last changes, so that the baselines between two of them count as one. */
final class ChangeTicks {
    private static final int REMEMBERED = 64;

    private final long[] ring = new long[REMEMBERED];
    private long count;
    private long floor;

    void add(long tick) {
        ring[(int) (count++ % REMEMBERED)] = tick;
    }

    /** From now on, ticks before this one are not remembered. */
    void forgetBefore(long tick) {
        floor = tick;
    }

    /** The tick of the last change; 0 before the first. */
    long last() {
        return count == 0 ? 0 : ring[(int) ((count - 1) % REMEMBERED)];
    }

    /** The newest change up to a tick; 0 if none is remembered. */
    long upTo(long tick) {
        for (long i = count - 1; i >= Math.max(0, count - REMEMBERED); i--) {
            long change = ring[(int) (i % REMEMBERED)];
            if (change <= tick) {
                return change < floor ? 0 : change;
            }
        }
        return 0;
    }
}
