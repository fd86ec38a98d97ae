package dev.playflux.room;

import dev.playflux.recording.Unreadable;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A room's chance, which knows how many numbers were drawn from it, so that a replay can draw the same. One thread. */
final class Chance implements RandomGenerator {
    private static final long MOST = 1L << 32;

    private final long seed;
    private final RandomGenerator numbers;
    private long drawn;
    private long skipped;

    Chance(long seed) {
        this.seed = seed;
        this.numbers = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** All other methods make theirs of this one's. */
    @Override
    public long nextLong() {
        drawn++;
        return numbers.nextLong();
    }

    long seed() {
        return seed;
    }

    long drawn() {
        return drawn;
    }

    /**
     * Draws numbers that somebody else has drawn.
     *
     * @throws Unreadable if they are so many that nobody has
     */
    void skipped(long count) {
        skipped += count;
        if (count < 0 || skipped > MOST) {
            throw new Unreadable("more than " + MOST + " random numbers", null);
        }
        for (long left = count; left > 0; left--) {
            nextLong();
        }
    }
}
