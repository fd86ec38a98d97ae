package dev.playflux.state;

import dev.playflux.codec.Json;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The columns that the components of records become, by their types. */
final class Cells {
    private static final long MOST = 1L << 52;
    private static final Set<Class<?>> INTEGERS = Set.of(long.class, int.class, short.class, byte.class);
    private static final Set<Class<?>> BOXES = Set.of(Long.class, Integer.class, Short.class, Byte.class);

    private Cells() {}

    static ColumnType of(List<String> at, RecordComponent component, Class<?> type) {
        Grid grid = grid(component);
        if (grid != null) {
            return type.isPrimitive()
                    ? snapped(at, grid, Accessors.doubles(component))
                    : snappedOrNull(at, grid, Accessors.objects(component));
        }
        if (type == double.class || type == float.class) {
            return floats(at, type == float.class, Accessors.doubles(component));
        }
        if (type == Double.class || type == Float.class) {
            Function<Object, @Nullable Object> reading = Accessors.objects(component);
            return floats(at, type == Float.class, holder -> {
                Number number = (Number) reading.apply(holder);
                return number == null ? Double.NaN : number.doubleValue();
            });
        }
        if (INTEGERS.contains(type)) {
            ToLongFunction<Object> reading = Accessors.longs(component);
            return integers(at, ColumnType.Kind.INT, false, null, holder -> exact(reading.applyAsLong(holder)));
        }
        if (type == boolean.class) {
            Predicate<Object> reading = Accessors.booleans(component);
            return integers(at, ColumnType.Kind.BOOL, false, null, holder -> reading.test(holder) ? 1 : 0);
        }
        return object(at, component, type);
    }

    @SuppressWarnings("EnumOrdinal") // the schema tells the constants in this order
    private static ColumnType object(List<String> at, RecordComponent component, Class<?> type) {
        if (BOXES.contains(type)) {
            return integers(
                    at,
                    ColumnType.Kind.INT,
                    true,
                    null,
                    orNull(number -> exact(((Number) number).longValue()), component));
        }
        if (type == Boolean.class) {
            return integers(at, ColumnType.Kind.BOOL, true, null, orNull(truth -> (Boolean) truth ? 1 : 0, component));
        }
        if (type.isEnum() && !Forms.annotated(type)) {
            List<String> constants = constants(type);
            ToLongFunction<Object> ordinals = orNull(constant -> ((Enum<?>) constant).ordinal(), component);
            return new ColumnType(
                    at, ColumnType.Kind.ENUM, true, null, constants, made -> new LongColumn(made, ordinals));
        }
        Function<Object, @Nullable Object> reading = Accessors.objects(component);
        return type == String.class
                ? new ColumnType(
                        at, ColumnType.Kind.TEXT, false, null, List.of(), made -> new TextColumn(made, reading))
                : new ColumnType(
                        at, ColumnType.Kind.ANY, false, null, List.of(), made -> new TreeColumn(made, reading));
    }

    private static List<String> constants(Class<?> type) {
        List<String> constants = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            constants.add(Scalars.unicode(Json.mapper().valueToTree(constant).stringValue()));
        }
        return constants;
    }

    /**
     * The grid of a component, if it has one.
     *
     * @throws IllegalArgumentException if it makes no sense there
     */
    static @Nullable Grid grid(RecordComponent component) {
        String name = component.getDeclaringRecord().getSimpleName() + "." + component.getName();
        Class<?> type = component.getType();
        Grid grid;
        try {
            grid = Grid.of(component);
        } catch (IllegalArgumentException nonsense) {
            throw new IllegalArgumentException(name + ": " + nonsense.getMessage(), nonsense);
        }
        boolean real = type == double.class || type == float.class || type == Double.class || type == Float.class;
        if (grid != null && !real) {
            throw new IllegalArgumentException(
                    name + ": @Quantized and @Angle are for double and float, not for " + type.getSimpleName());
        }
        return grid;
    }

    private static ColumnType snapped(List<String> at, Grid grid, ToDoubleFunction<Object> reading) {
        return new ColumnType(
                at, ColumnType.Kind.INT, false, grid, List.of(), made -> new GridColumn(made, grid, reading));
    }

    private static ColumnType snappedOrNull(List<String> at, Grid grid, Function<Object, @Nullable Object> reading) {
        return new ColumnType(
                at, ColumnType.Kind.INT, true, grid, List.of(), made -> new GridColumn(made, grid, reading));
    }

    private static ColumnType floats(List<String> at, boolean single, ToDoubleFunction<Object> reading) {
        ColumnType.Kind kind = single ? ColumnType.Kind.F32 : ColumnType.Kind.F64;
        return new ColumnType(at, kind, false, null, List.of(), made -> new DoubleColumn(made, reading));
    }

    private static ColumnType integers(
            List<String> at,
            ColumnType.Kind kind,
            boolean nullable,
            @Nullable Grid grid,
            ToLongFunction<Object> reading) {
        return new ColumnType(at, kind, nullable, grid, List.of(), made -> new LongColumn(made, reading));
    }

    private static ToLongFunction<Object> orNull(ToLongFunction<Object> cell, RecordComponent component) {
        Function<Object, @Nullable Object> reading = Accessors.objects(component);
        return holder -> {
            Object value = reading.apply(holder);
            return value == null ? 0 : orNull(cell.applyAsLong(value));
        };
    }

    /** The cell of an integer where 0 is null. */
    static long orNull(long integer) {
        return integer < 0 ? integer : integer + 1;
    }

    private static long exact(long integer) {
        if (integer <= -MOST || integer >= MOST) {
            throw new Unfit("", "is an integer beyond 2^52");
        }
        return integer;
    }
}
