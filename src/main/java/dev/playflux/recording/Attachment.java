package dev.playflux.recording;

import dev.playflux.message.Body;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.util.function.Tuple2;
import reactor.util.function.Tuples;

/** What a game keeps with a seat, as it is at one moment. */
public final class Attachment {
    private static final int LARGEST = 100_000;

    private int left = LARGEST;
    private int depth;

    /** The value has a part that is no plain data. */
    private static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unfit(String part) {
            super(part, null, false, false);
        }
    }

    private Attachment() {}

    /**
     * A copy of plain data, in collections of its own that can be changed: scalars, enums, records, lists, sets, maps and
     * tuples of such. For anything else a {@link NotRecorded}.
     */
    public static @Nullable Object copy(@Nullable Object value) {
        if (value == null || constant(value)) {
            return value;
        }
        try {
            return new Attachment().of(value);
        } catch (Unfit part) {
            return new NotRecorded(String.valueOf(part.getMessage()));
        }
    }

    /** A copy as far as there can be one, else the value itself: of what may change before it is written. */
    public static Object own(Object value) {
        Object copy = copy(value);
        return copy == null || copy instanceof NotRecorded ? value : copy;
    }

    /** Whether a value, and all that is in it, never changes. */
    private static boolean constant(Object value) {
        return value instanceof Record ? Shape.OF.get(value.getClass()).constant() : Shape.constant(value.getClass());
    }

    private @Nullable Object of(@Nullable Object value) {
        if (value == null || value instanceof Body || constant(value)) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (++depth > Tracer.DEEPEST || --left < 0) {
            throw new Unfit("something too large");
        }
        Object copy = composed(value);
        depth--;
        return copy;
    }

    private Object composed(Object value) {
        if (value instanceof Record && Shape.OF.get(value.getClass()).plain()) {
            return record(Shape.OF.get(value.getClass()), value);
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(this::of);
        }
        if (value instanceof List<?> list) {
            return items(list, new ArrayList<>(list.size()));
        }
        if (value instanceof Set<?> set) {
            return items(set, new LinkedHashSet<>());
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, each) -> copy.put(of(key), of(each)));
            return copy;
        }
        if (value instanceof Tuple2<?, ?> tuple) {
            return Tuples.fromArray(tuple.toList().stream().map(this::of).toArray());
        }
        throw new Unfit(value.getClass().getName());
    }

    private Object items(Collection<?> items, Collection<@Nullable Object> copy) {
        items.forEach(item -> copy.add(of(item)));
        return copy;
    }

    private Object record(Shape shape, Object value) {
        @Nullable Object[] parts = new Object[shape.names().size()];
        boolean same = true;
        for (int i = 0; i < parts.length; i++) {
            Object part = shape.get(value, i);
            parts[i] = of(part);
            same &= parts[i] == part || (part != null && constant(part));
        }
        return same ? value : shape.make(parts);
    }
}
