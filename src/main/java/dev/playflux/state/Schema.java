package dev.playflux.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables that the values of a type are made of, the root first. Compiled once for each type. Immutable. */
final class Schema {
    private static final ClassValue<Optional<Schema>> COMPILED = new ClassValue<>() {
        @Override
        protected Optional<Schema> computeValue(Class<?> type) {
            try {
                return Optional.of(new Schema(type, new SchemaCompiler().compiled(type)));
            } catch (Unfit none) {
                return Optional.empty();
            }
        }
    };

    private final Class<?> type;
    private final List<TableType> tables;
    private final List<Map<String, Object>> description;

    private Schema(Class<?> type, List<TableType> tables) {
        this.type = type;
        this.tables = List.copyOf(tables);
        this.description = tables.stream().map(TableType::description).toList();
    }

    /**
     * The schema of a type, if it has one.
     *
     * @throws IllegalArgumentException if an annotation in it makes no sense
     */
    static @Nullable Schema of(Class<?> type) {
        return COMPILED.get(type).orElse(null);
    }

    /** Whether a value is of the type. */
    boolean isRootOf(@Nullable Object value) {
        return type.isInstance(value);
    }

    /** Empty tables. */
    List<Table> open() {
        return tables.stream().map(TableType::table).toList();
    }

    /** What a client needs to know. */
    List<Map<String, Object>> description() {
        return description;
    }
}
