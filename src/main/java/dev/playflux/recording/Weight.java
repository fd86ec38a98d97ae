package dev.playflux.recording;

import dev.playflux.message.NotEncodable;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** About how much memory an entry holds on to, without walking all of it. */
final class Weight {
    private static final int LOOKS = 64;
    private static final long SMALL = 16;

    /** What a state that is shared with the room counts. */
    private static final long SHARED = 1024;

    private static final List<Class<?>> SPECIAL =
            List.of(String.class, byte[].class, Traced.class, Collection.class, Map.class);

    private static final Field[] NONE = {};

    private int left = LOOKS;

    /**
     * How the instances of a class are weighed.
     *
     * @param least what they all have
     * @param fields what differs among them
     * @param special whether it is not their fields that count
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Kind(long least, Field[] fields, boolean special) {
        static final ClassValue<Kind> OF = new ClassValue<>() {
            @Override
            protected Kind computeValue(Class<?> type) {
                return of(type);
            }
        };

        private static Kind of(Class<?> type) {
            if (SPECIAL.stream().anyMatch(special -> special.isAssignableFrom(type))) {
                return new Kind(SMALL, NONE, true);
            }
            try {
                boolean opaque = Enum.class.isAssignableFrom(type) || Scalar.foreign(type);
                List<Field> all =
                        opaque ? List.of() : List.of(Fields.OF.get(type).fields());
                List<Field> differing =
                        all.stream().filter(field -> !small(field.getType())).toList();
                return new Kind(SMALL * (1 + all.size() - differing.size()), differing.toArray(NONE), false);
            } catch (NotEncodable closed) {
                return new Kind(SMALL, NONE, false);
            }
        }

        /** Whether all values of a type are small ones. */
        private static boolean small(Class<?> type) {
            return type != String.class && type != byte[].class && Shape.constant(type);
        }
    }

    /** The weight of an entry; a collection of the game's own that throws is found out when it is written. */
    static long of(Recorded entry) {
        try {
            if (entry instanceof Recorded.Acted acted) { // by far the most
                return SMALL + text(acted.player()) + text(acted.action()) + new Weight().of(acted.data());
            }
            Kind kind = Kind.OF.get(entry.getClass());
            return kind.fields.length == 0 ? kind.least : new Weight().of(kind, entry);
        } catch (RuntimeException | Error unfit) {
            return SHARED;
        }
    }

    private long of(@Nullable Object value) {
        if (value == null || --left < 0) {
            return SMALL;
        }
        Kind kind = Kind.OF.get(value.getClass());
        return kind.special ? special(value) : of(kind, value);
    }

    private long of(Kind kind, Object value) {
        long weight = kind.least;
        for (Field field : kind.fields) {
            weight += of(Fields.get(field, value));
        }
        return weight;
    }

    private static long text(String text) {
        return SMALL + text.length();
    }

    private long special(Object value) {
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof byte[] bytes) {
            return SMALL + bytes.length;
        }
        if (value instanceof Traced traced) {
            return traced.weight(SHARED);
        }
        if (value instanceof Map<?, ?> map) {
            return items(map.keySet()) + items(map.values());
        }
        return items((Collection<?>) value);
    }

    /** Of many the first few are weighed, and the others taken to be like them. */
    private long items(Collection<?> items) {
        long weight = SMALL;
        int weighed = 0;
        for (Object item : items) {
            if (left <= 0) {
                break;
            }
            weight += of(item);
            weighed++;
        }
        return weight * Math.max(1, items.size()) / Math.max(1, weighed);
    }
}
