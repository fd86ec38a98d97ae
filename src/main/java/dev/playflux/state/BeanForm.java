package dev.playflux.state;

import dev.playflux.codec.Json;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.BeanSerializer;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.ser.UnrolledBeanSerializer;

/** A record, or another class whose members Jackson writes by plain accessors: walked by those, without Jackson's writing. */
final class BeanForm implements Form {
    private final Names names;
    private final BeanPropertyWriter[] members;
    private final @Nullable Grid[] grids;

    private BeanForm(Names names, BeanPropertyWriter[] members, @Nullable Grid[] grids) {
        this.names = names;
        this.members = members;
        this.grids = grids;
    }

    static Form of(Class<?> type) {
        ValueSerializer<Object> serializer =
                Json.mapper()._serializationContext().findValueSerializer(type);
        if (!(serializer instanceof BeanSerializer || serializer instanceof UnrolledBeanSerializer)) {
            return OPAQUE;
        }
        List<BeanPropertyWriter> members = new ArrayList<>();
        for (Iterator<PropertyWriter> all = serializer.properties(); all.hasNext(); ) {
            PropertyWriter member = all.next();
            if (member.getClass() != BeanPropertyWriter.class) {
                return OPAQUE;
            }
            members.add((BeanPropertyWriter) member);
        }
        String[] names = members.stream().map(BeanPropertyWriter::getName).toArray(String[]::new);
        @Nullable Grid[] grids = Stream.of(names).map(name -> grid(type, name)).toArray(Grid[]::new);
        return new BeanForm(Names.of(names, Names.NONE), members.toArray(BeanPropertyWriter[]::new), grids);
    }

    private static @Nullable Grid grid(Class<?> type, String name) {
        for (RecordComponent component : type.isRecord() ? type.getRecordComponents() : new RecordComponent[0]) {
            if (component.getName().equals(name)) {
                return Cells.grid(component);
            }
        }
        return null;
    }

    @Override
    public Tree follow(Diff diff, @Nullable Tree old, Object value) {
        @Nullable Object[] values = new Object[members.length];
        for (int i = 0; i < values.length; i++) {
            Grid grid = grids[i];
            Object member = member(i, value);
            values[i] =
                    grid == null || member == null ? member : (Object) grid.snapped(((Number) member).doubleValue());
        }
        return diff.members(old, names, values);
    }

    private @Nullable Object member(int i, Object of) {
        try {
            return members[i].get(of);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
