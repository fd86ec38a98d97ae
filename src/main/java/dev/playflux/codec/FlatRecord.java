package dev.playflux.codec;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record of primitive numbers and truths out of CBOR that a scan has checked, without a parser: what most inputs of
 * players are. It reads only what is exactly as our own clients write it; all else, and whatever is wrong, is left to the
 * parser, which says why.
 */
final class FlatRecord {
    private static final Set<Class<?>> PLAIN = Set.of(double.class, float.class, int.class, long.class, boolean.class);
    private static final ClassValue<Optional<FlatRecord>> BY_CLASS = new ClassValue<>() {
        @Override
        protected Optional<FlatRecord> computeValue(Class<?> type) {
            return of(type);
        }
    };

    private final MethodHandle constructor;
    /** The bytes of each name, their head included. */
    private final byte[][] names;

    private final Class<?>[] types;

    private FlatRecord(MethodHandle constructor, byte[][] names, Class<?>[] types) {
        this.constructor = constructor;
        this.names = names;
        this.types = types;
    }

    private static Optional<FlatRecord> of(Class<?> type) {
        RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        boolean plain = types.length > 0 && types.length < 24 && PLAIN.containsAll(Set.copyOf(Arrays.asList(types)));
        if (!plain || !elements(type, components).allMatch(FlatRecord::unmarked)) {
            return Optional.empty();
        }
        try {
            MethodHandle constructor = MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            byte[][] names = Arrays.stream(components)
                    .map(component -> name(component.getName()))
                    .toArray(byte[][]::new);
            return Optional.of(new FlatRecord(constructor, names, types));
        } catch (ReflectiveOperationException | RuntimeException closed) {
            return Optional.empty();
        }
    }

    private static byte[] name(String name) {
        return new CborBytes(32).utf8(name.getBytes(StandardCharsets.UTF_8)).bytes();
    }

    private static Stream<AnnotatedElement> elements(Class<?> type, RecordComponent[] components) {
        return Stream.of(
                        new AnnotatedElement[] {type},
                        components,
                        type.getDeclaredFields(),
                        type.getDeclaredMethods(),
                        type.getDeclaredConstructors(),
                        Arrays.stream(type.getDeclaredConstructors())
                                .flatMap(constructor -> Arrays.stream(constructor.getParameters()))
                                .toArray(AnnotatedElement[]::new))
                .flatMap(Arrays::stream);
    }

    /** Whether there is no annotation by which the parser might read it in another way. */
    private static boolean unmarked(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .map(Annotation::annotationType)
                .allMatch(annotation -> annotation.getName().startsWith("dev.playflux."));
    }

    /** The record in these bytes; null if the parser has to look. */
    static @Nullable Object read(Class<?> type, byte[] bytes, int offset, int length) {
        FlatRecord flat = BY_CLASS.get(type).orElse(null);
        return flat == null ? null : flat.read(new Cursor(bytes, offset, offset + length));
    }

    private @Nullable Object read(Cursor in) {
        if (!in.octet((CborBytes.MAP << 5) | names.length)) {
            return null;
        }
        Object[] values = new Object[names.length];
        for (int i = 0; i < names.length; i++) {
            Object value = in.skip(names[i]) ? in.value(types[i]) : null;
            if (value == null) {
                return null;
            }
            values[i] = value;
        }
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Throwable refused) {
            return null; // The parser hears the same, and tells.
        }
    }

    /** A place in the bytes. */
    private static final class Cursor {
        private final byte[] bytes;
        private final int end;
        private int at;

        Cursor(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        boolean octet(int expected) {
            return at < end && (bytes[at++] & 0xFF) == expected;
        }

        boolean skip(byte[] expected) {
            int from = at;
            at += expected.length;
            return at < end && Arrays.equals(bytes, from, at, expected, 0, expected.length);
        }

        /** The next value as a box of a primitive type; null if it is not one of its usual forms. */
        @Nullable
        Object value(Class<?> type) {
            int head = bytes[at++] & 0xFF;
            if (type == boolean.class) {
                return truth(head);
            }
            if (head == CborBytes.FLOAT32) {
                return fraction(type, Float.intBitsToFloat((int) bigEndian(Float.BYTES)));
            }
            if (head == CborBytes.FLOAT64) {
                return fraction(type, Double.longBitsToDouble(bigEndian(Double.BYTES)));
            }
            int info = head & 0x1F;
            if (head >>> 5 > CborBytes.NEGATIVE || info > 26) {
                return null;
            }
            long argument = info < 24 ? info : bigEndian(1 << (info - 24));
            return whole(type, head >>> 5 == CborBytes.NEGATIVE ? ~argument : argument);
        }

        private static @Nullable Object truth(int head) {
            return switch (head) {
                case CborBytes.TRUE -> true;
                case CborBytes.FALSE -> false;
                default -> null;
            };
        }

        private long bigEndian(int size) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                value = value << 8 | (bytes[at++] & 0xFF);
            }
            return value;
        }

        private static @Nullable Object fraction(Class<?> type, double number) {
            if (type == double.class) {
                return number;
            }
            float narrow = (float) number;
            return type == float.class && Float.isFinite(narrow) ? narrow : null;
        }

        private static @Nullable Object whole(Class<?> type, long number) {
            if (type == int.class) {
                return number == (int) number ? (int) number : null;
            }
            return type == long.class ? (Object) number : fraction(type, (double) number);
        }
    }
}
