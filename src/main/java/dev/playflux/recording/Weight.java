package dev.playflux.recording;

import dev.playflux.message.NotEncodable;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** About how much memory an entry holds on to, without walking all of it. */
final class Weight {
    private static final int LOOKS = 64;
    private static final long SMALL = 16;

    /** What a state that is shared with the room counts. */
    private static final long SHARED = 1024;

    private int left = LOOKS;

    /** The weight of an entry; a collection of the game's own that throws is found out when it is written. */
    static long of(Recorded entry) {
        try {
            return new Weight().of((Object) entry);
        } catch (RuntimeException | Error unfit) {
            return SHARED;
        }
    }

    private long of(@Nullable Object value) {
        if (value == null || --left < 0) {
            return SMALL;
        }
        if (value instanceof String text) {
            return SMALL + text.length();
        }
        if (value instanceof byte[] bytes) {
            return SMALL + bytes.length;
        }
        if (value instanceof Traced traced) {
            return traced.weight(SHARED);
        }
        if (value instanceof Collection<?> items) {
            return items(items);
        }
        if (value instanceof Map<?, ?> map) {
            return items(map.keySet()) + items(map.values());
        }
        return value instanceof Enum<?> || Scalar.foreign(value.getClass()) ? SMALL : parts(value);
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

    private long parts(Object value) {
        Fields fields;
        try {
            fields = Fields.OF.get(value.getClass());
        } catch (NotEncodable closed) {
            return SMALL;
        }
        long weight = SMALL;
        for (int i = 0; i < fields.names().length; i++) {
            weight += of(fields.get(value, i));
        }
        return weight;
    }
}
