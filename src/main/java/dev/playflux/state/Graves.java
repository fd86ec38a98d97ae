package dev.playflux.state;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * The members that an object lost, with the ticks in which they came and went; what went first stands first. Immutable. A
 * name may stand in it several times, and may have come back.
 */
final class Graves {
    private static final int LEAST = 64;

    static final Graves NONE = new Graves(new String[0], new long[0], new long[0]);

    private final String[] names;
    private final long[] came;
    private final long[] went;

    private Graves(String[] names, long[] came, long[] went) {
        this.names = names;
        this.came = came;
        this.went = went;
    }

    /** Whether so many are too many for a value of so many nodes: more than it has, but for a few. */
    static boolean tooMany(int graves, int weight) {
        return graves > Math.max(LEAST, weight);
    }

    /** The tick up to which the older half of the removals is forgotten. */
    static long floor(Consumer<LongConsumer> removals) {
        LongStream.Builder ticks = LongStream.builder();
        removals.accept(ticks);
        long[] sorted = ticks.build().sorted().toArray();
        return sorted[sorted.length / 2];
    }

    int size() {
        return names.length;
    }

    String name(int i) {
        return names[i];
    }

    long came(int i) {
        return came[i];
    }

    /** The ticks in which they went. */
    LongStream went() {
        return LongStream.of(went);
    }

    /** Where those begin that went after a tick. */
    int after(long tick) {
        int low = 0;
        int high = went.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (went[middle] > tick) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Without those that went up to a tick. */
    Graves without(long tick) {
        int first = after(tick);
        int all = names.length;
        return new Graves(
                Arrays.copyOfRange(names, first, all),
                Arrays.copyOfRange(came, first, all),
                Arrays.copyOfRange(went, first, all));
    }

    /** With the members that an object no longer has when these are its names. */
    Graves with(Tree.Members before, Names now, long tick) {
        int n = names.length;
        int most = n + before.names.size();
        String[] lost = Arrays.copyOf(names, most);
        long[] since = Arrays.copyOf(came, most);
        long[] until = Arrays.copyOf(went, most);
        for (int i = 0; i < before.names.size(); i++) {
            if (!now.contains(before.names.get(i))) {
                lost[n] = before.names.get(i);
                since[n] = before.came(i);
                until[n++] = tick;
            }
        }
        return n == names.length
                ? this
                : new Graves(Arrays.copyOf(lost, n), Arrays.copyOf(since, n), Arrays.copyOf(until, n));
    }
}
