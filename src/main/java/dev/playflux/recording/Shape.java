package dev.playflux.recording;

import dev.playflux.message.Body;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How records of a class are taken apart and put together.
 *
 * @param type the class
 * @param names of its components
 * @param parts the components
 * @param fields what reads them
 * @param places of the components among the fields
 * @param constant whether each of them is of a type whose values never change
 * @param plain whether each of them is of a type that can be put together again
 * @param maker its canonical constructor
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Shape(
        Class<?> type,
        List<String> names,
        RecordComponent[] parts,
        Fields fields,
        int[] places,
        boolean constant,
        boolean plain,
        Constructor<?> maker) {
    private static final List<Class<?>> MADE =
            List.of(ArrayList.class, LinkedHashMap.class, LinkedHashSet.class, Optional.class);

    static final ClassValue<Shape> OF = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return of(type);
        }
    };

    private static Shape of(Class<?> type) {
        RecordComponent[] parts = type.getRecordComponents();
        Class<?>[] types = Stream.of(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> maker = type.getDeclaredConstructor(types);
            maker.setAccessible(true);
            List<String> names = Stream.of(parts).map(RecordComponent::getName).toList();
            Fields fields = Fields.OF.get(type);
            int[] places = names.stream()
                    .mapToInt(name -> Arrays.binarySearch(fields.names(), name))
                    .toArray();
            return new Shape(
                    type,
                    names,
                    parts,
                    fields,
                    places,
                    Stream.of(types).allMatch(Shape::constant),
                    Stream.of(types).allMatch(Shape::plain),
                    maker);
        } catch (NoSuchMethodException absent) {
            throw new IllegalStateException("a record without its constructor: " + type, absent);
        }
    }

    /** Whether a type is one of scalars that never change. */
    static boolean constant(Class<?> type) {
        return type.isPrimitive() || Enum.class.isAssignableFrom(type) || (Values.scalar(type) && type != byte[].class);
    }

    /** Whether what is written of a component of a type comes back as such. */
    private static boolean plain(Class<?> type) {
        if (type.isPrimitive() || type.isRecord() || type.isEnum() || Values.scalar(type) || type == Body.class) {
            return true;
        }
        if (type == Object.class || MADE.stream().anyMatch(type::isAssignableFrom)) {
            return true;
        }
        return type.isInterface()
                && !Scalar.foreign(type)
                && !Iterable.class.isAssignableFrom(type)
                && !Map.class.isAssignableFrom(type);
    }

    /** The place of a component of a name; -1 if there is none. */
    int place(String name) {
        return names.indexOf(name);
    }

    @Nullable
    Object get(Object value, int i) {
        return fields.get(value, places[i]);
    }

    Object make(@Nullable Object[] values) {
        try {
            return maker.newInstance(values);
        } catch (InvocationTargetException refused) {
            throw new DoesNotFit(type.getSimpleName() + " cannot be made of what was recorded: " + refused.getCause());
        } catch (ReflectiveOperationException | IllegalArgumentException unfit) {
            throw new DoesNotFit(type.getSimpleName() + " cannot be made of what was recorded: " + unfit.getMessage());
        }
    }
}
