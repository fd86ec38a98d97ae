package dev.playflux.recording;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An exact value as a tree, with a fingerprint at each node. Immutable but for {@link #source}. */
abstract sealed class Exact {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** The heaviest tree: the state of a recording is bounded, whoever wrote it. */
    static final int HEAVIEST = 1 << 21;

    final long hash;

    /** How much memory it takes, in nodes. */
    final int weight;

    /** How many levels there are, without those of leaves. */
    final int height;

    /** The instance from which it was made, if that never changes. */
    @Nullable
    Object source;

    private Exact(long hash, long weight, int height) {
        this.hash = hash;
        this.height = height;
        this.weight = (int) weight;
        if (weight > HEAVIEST) {
            throw new TooHeavy();
        }
    }

    private static long weight(Exact[] nodes) {
        long weight = 1;
        for (Exact node : nodes) {
            weight += node.weight;
        }
        return weight;
    }

    private static int height(Exact[] nodes) {
        int height = 0;
        for (Exact node : nodes) {
            height = Math.max(height, node.height);
        }
        return height + 1;
    }

    /** A state that is too large to be recorded. */
    static final class TooHeavy extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooHeavy() {
            super("a state of more than " + HEAVIEST + " values", null, false, false);
        }
    }

    static boolean same(@Nullable Exact one, Exact other) {
        return one == other || (one != null && one.hash == other.hash && one.getClass() == other.getClass());
    }

    /** A finaliser after Stafford's variant 13 of MurmurHash3's. */
    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static long then(long before, long next) {
        return mix((before + GOLDEN) * 31 + next);
    }

    private static long text(String text, long start) {
        long hash = start + text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(hash);
    }

    /** A scalar: null, a Boolean, Long, Double, Float, String, BigInteger or BigDecimal. */
    static final class Leaf extends Exact {
        final @Nullable Object value;

        Leaf(@Nullable Object value) {
            super(hash(value), value instanceof String text ? 1 + text.length() / 16 : 1, 0);
            this.value = value;
        }

        private static long hash(@Nullable Object value) {
            if (value instanceof Double number) {
                return then(1, Double.doubleToLongBits(number));
            }
            if (value instanceof Long number) {
                return then(2, number);
            }
            if (value instanceof String text) {
                return text(text, 3);
            }
            if (value instanceof Boolean truth) {
                return then(4, truth ? 1 : 0);
            }
            if (value instanceof Float number) {
                return then(5, Float.floatToIntBits(number));
            }
            if (value instanceof BigInteger || value instanceof BigDecimal) {
                return text(value.toString(), value instanceof BigInteger ? 6 : 7);
            }
            return then(8, 0);
        }
    }

    /** An object or a map: its members by name. Names that are alike stand next to each other, by fingerprint. */
    static final class Members extends Exact {
        final String[] names;
        final Exact[] nodes;

        /** Whether no two names are alike. */
        final boolean unique;

        Members(String[] names, Exact[] nodes) {
            super(hash(names, nodes), weight(nodes), height(nodes));
            this.names = names;
            this.nodes = nodes;
            this.unique = unique(names);
        }

        private static boolean unique(String[] names) {
            for (int i = 1; i < names.length; i++) {
                if (names[i].equals(names[i - 1])) {
                    return false;
                }
            }
            return true;
        }

        private static long hash(String[] names, Exact[] nodes) {
            long hash = then(9, names.length);
            for (int i = 0; i < names.length; i++) {
                long named = text(names[i], hash);
                long node = nodes[i].hash;
                hash = then(named, node);
            }
            return hash;
        }

        /** The member of a name; the place is a guess where it may be. */
        @Nullable
        Exact get(String name, int place) {
            if (place < names.length && names[place].equals(name)) {
                return nodes[place];
            }
            int at = Arrays.binarySearch(names, name);
            return at < 0 ? null : nodes[at];
        }
    }

    /** A list, or a set in an order of its own. */
    static final class Items extends Exact {
        final Exact[] nodes;

        Items(Exact[] nodes) {
            super(hash(nodes), weight(nodes), height(nodes));
            this.nodes = nodes;
        }

        private static long hash(Exact[] nodes) {
            long hash = then(10, nodes.length);
            for (Exact node : nodes) {
                hash = then(hash, node.hash);
            }
            return hash;
        }
    }
}
