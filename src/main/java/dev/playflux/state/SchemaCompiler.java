package dev.playflux.state;

import dev.playflux.codec.Json;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/**
 * Finds the tables of a type: records become columns, nested ones as well, and maps and lists of records in the root become
 * tables. Whatever else a record has is a cell of any value; a type that Jackson's annotations describe, too.
 */
final class SchemaCompiler {
    private static final Set<Class<?>> KEYS =
            Set.of(String.class, Integer.class, Long.class, Short.class, Byte.class, UUID.class);

    private final List<@Nullable TableType> tables = new ArrayList<>();
    private final Set<Class<?>> open = new HashSet<>();

    /** @throws Unfit if it is no record that can be looked into */
    List<TableType> compiled(Class<?> type) {
        if (!rowType(type)) {
            throw new Unfit(type.getName(), "is no record");
        }
        tables.add(null);
        TableType root = table(List.of(), TableType.Rows.ONE, Json.mapper().constructType(type), true);
        tables.set(0, root);
        return List.copyOf(tables);
    }

    private boolean rowType(Class<?> type) {
        return type.isRecord() && !Forms.annotated(type) && !open.contains(type);
    }

    private TableType table(List<String> at, TableType.Rows rows, JavaType type, boolean root) {
        List<ColumnType> columns = new ArrayList<>();
        List<TableType.Member> members = members(List.of(), type, columns, root);
        Function<Object, @Nullable Object> id = null;
        for (RecordComponent component : type.getRawClass().getRecordComponents()) {
            if (component.isAnnotationPresent(Id.class)) {
                if (id != null) {
                    throw new IllegalArgumentException(
                            type.getRawClass().getSimpleName() + " has two components that are its @Id");
                }
                id = Accessors.objects(component);
            }
        }
        return new TableType(at, rows, List.copyOf(columns), members, id);
    }

    private List<TableType.Member> members(List<String> at, JavaType type, List<ColumnType> columns, boolean root) {
        open.add(type.getRawClass());
        List<TableType.Member> members = new ArrayList<>();
        for (RecordComponent component : type.getRawClass().getRecordComponents()) {
            if (!component.isAnnotationPresent(Unpublished.class)) {
                members.add(member(and(at, component.getName()), type, component, columns, root));
            }
        }
        open.remove(type.getRawClass());
        return List.copyOf(members);
    }

    private TableType.Member member(
            List<String> at, JavaType owner, RecordComponent component, List<ColumnType> columns, boolean root) {
        JavaType type =
                Json.mapper().getTypeFactory().resolveMemberType(component.getGenericType(), owner.getBindings());
        int column = columns.size();
        if (rowType(type.getRawClass())) {
            columns.add(presence(at, component));
            return new TableType.Inner(column, members(at, type, columns, root));
        }
        TableType.Rows rows = root ? rows(type) : null;
        if (rows != null) {
            columns.add(presence(at, component));
            int number = tables.size();
            tables.add(null);
            tables.set(number, table(at, rows, type.getContentType(), false));
            return new TableType.Container(column, number);
        }
        columns.add(Cells.of(at, component, type.getRawClass()));
        return new TableType.Cell(column);
    }

    private static ColumnType presence(List<String> at, RecordComponent component) {
        Function<Object, @Nullable Object> reading = Accessors.objects(component);
        return new ColumnType(
                at, ColumnType.Kind.OBJECT, false, null, List.of(), made -> new PresenceColumn(made, reading));
    }

    /** How the rows of a map or list are told apart, if it is one of records. */
    private TableType.@Nullable Rows rows(JavaType type) {
        JavaType content = type.getContentType();
        if (content == null || !rowType(content.getRawClass()) || Forms.annotated(type.getRawClass())) {
            return null;
        }
        if (type.isMapLikeType()) {
            Class<?> key = type.getKeyType().getRawClass();
            return KEYS.contains(key) || key.isEnum() ? TableType.Rows.MAP : null;
        }
        Class<?> raw = type.getRawClass();
        if (raw != Collection.class && !List.class.isAssignableFrom(raw)) {
            return null;
        }
        for (RecordComponent component : content.getRawClass().getRecordComponents()) {
            if (component.isAnnotationPresent(Id.class)) {
                return TableType.Rows.IDS;
            }
        }
        return TableType.Rows.LIST;
    }

    private static List<String> and(List<String> at, String name) {
        List<String> longer = new ArrayList<>(at);
        longer.add(Names.travelling(name));
        return List.copyOf(longer);
    }
}
