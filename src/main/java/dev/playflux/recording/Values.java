package dev.playflux.recording;

import dev.playflux.codec.Json;
import dev.playflux.message.Body;
import dev.playflux.message.NotEncodable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.util.function.Tuple2;

/**
 * Writes values with what they are, so that they can be read without a type: scalars, records and enums by the name of their
 * class, lists, sets and maps in their order. A class of a game that is neither is left to Jackson, where its type is known
 * when it is read.
 */
final class Values {
    private static final Set<Class<?>> SCALARS = Set.of(
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Character.class,
            String.class,
            BigInteger.class,
            BigDecimal.class,
            Duration.class,
            Instant.class,
            UUID.class,
            byte[].class);

    private final ByteOut out;
    private final Map<Class<?>, Integer> shapes = new HashMap<>();
    private int depth;

    Values(ByteOut out) {
        this.out = out;
    }

    /** Whether a class is one of a value without parts. */
    static boolean scalar(Class<?> type) {
        return SCALARS.contains(type);
    }

    void write(@Nullable Object value) {
        if (++depth > Tracer.DEEPEST) {
            throw new NotEncodable("a value is nested deeper than " + Tracer.DEEPEST, null);
        }
        if (value == null) {
            out.octet(Tags.NULL);
        } else if (!number(value) && !scalar(value)) {
            composed(value);
        }
        depth--;
    }

    /** What a client said, in the plain values that it was read as. */
    void body(Body body) {
        out.octet(Tags.BODY);
        write(body.as(Object.class));
    }

    /** A value that a game keeps with a seat, if it is plain data; else that it is none. */
    void attachment(@Nullable Object value) {
        write(Attachment.copy(value));
    }

    private boolean number(Object value) {
        if (value instanceof Double number) {
            out.octet(Tags.DOUBLE);
            out.fixed(Double.doubleToRawLongBits(number));
        } else if (value instanceof Integer number) {
            integer(Tags.INT, number);
        } else if (value instanceof Long number) {
            integer(Tags.LONG, number);
        } else if (value instanceof Float number) {
            integer(Tags.FLOAT, Float.floatToRawIntBits(number));
        } else if (value instanceof Short number) {
            integer(Tags.SHORT, number);
        } else if (value instanceof Byte number) {
            integer(Tags.BYTE, number);
        } else if (value instanceof BigInteger number) {
            text(Tags.BIG, number.toString(Character.MAX_RADIX));
        } else if (value instanceof BigDecimal number) {
            text(Tags.DECIMAL, number.toString());
        } else {
            return false;
        }
        return true;
    }

    private boolean scalar(Object value) {
        if (value instanceof Boolean truth) {
            out.octet(truth ? Tags.TRUE : Tags.FALSE);
        } else if (value instanceof String text) {
            text(Tags.TEXT, text);
        } else if (value instanceof Character letter) {
            integer(Tags.CHAR, letter);
        } else if (value instanceof Duration time) {
            text(Tags.DURATION, time.toString());
        } else if (value instanceof Instant time) {
            text(Tags.INSTANT, time.toString());
        } else if (value instanceof UUID id) {
            text(Tags.UUID, id.toString());
        } else if (value instanceof byte[] bytes) {
            out.octet(Tags.BYTES);
            out.bytes(bytes);
        } else {
            return false;
        }
        return true;
    }

    private void integer(int tag, long value) {
        out.octet(tag);
        out.signed(value);
    }

    private void text(int tag, String text) {
        out.octet(tag);
        out.text(text);
    }

    private void composed(Object value) {
        if (value instanceof Enum<?> constant) {
            out.octet(Tags.ENUM);
            out.name(constant.getDeclaringClass().getName());
            out.name(constant.name());
        } else if (value instanceof Record && Shape.OF.get(value.getClass()).plain()) {
            record(Shape.OF.get(value.getClass()), value);
        } else if (value instanceof Optional<?> optional) {
            out.octet(optional.isPresent() ? Tags.OPTIONAL : Tags.EMPTY);
            optional.ifPresent(this::write);
        } else if (value instanceof List<?> list) {
            items(Tags.LIST, list);
        } else if (value instanceof Set<?> set) {
            items(Tags.SET, set);
        } else if (value instanceof Map<?, ?> map) {
            out.octet(Tags.MAP);
            out.varint(map.size());
            map.forEach((key, each) -> {
                write(key);
                write(each);
            });
        } else if (value instanceof Tuple2<?, ?> tuple) {
            items(Tags.TUPLE, tuple.toList());
        } else if (value instanceof Body body) {
            body(body);
        } else {
            kept(value);
        }
    }

    private void record(Shape shape, Object value) {
        out.octet(Tags.RECORD);
        Integer known = shapes.get(shape.type());
        out.varint(known == null ? 0 : known);
        if (known == null) {
            shapes.put(shape.type(), shapes.size() + 1);
            out.name(shape.type().getName());
            out.varint(shape.names().size());
            shape.names().forEach(out::name);
        }
        for (int i = 0; i < shape.names().size(); i++) {
            write(shape.get(value, i));
        }
    }

    private void items(int tag, Collection<?> items) {
        out.octet(tag);
        out.varint(items.size());
        items.forEach(this::write);
    }

    private void kept(Object value) {
        if (Scalar.foreign(value.getClass()) || value.getClass().isHidden()) {
            throw new NotEncodable(value.getClass().getName() + " is no plain data", null);
        }
        out.octet(Tags.KEPT);
        out.name(value.getClass().getName());
        out.bytes(Json.keep(value));
    }
}
