package dev.playflux.state;

import com.fasterxml.jackson.annotation.JacksonAnnotation;
import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The form of each class. Classes with Jackson's annotations, their own or inherited, are left to Jackson; so are those
 * that it does not write by plain accessors.
 */
final class Forms extends ClassValue<Form> {
    static final Forms OF = new Forms();

    private static final Set<Class<?>> SCALARS = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class);

    private Forms() {}

    @Override
    protected Form computeValue(Class<?> type) {
        if (SCALARS.contains(type)) {
            return Form.SCALAR;
        }
        if (JsonNode.class.isAssignableFrom(type)) {
            return (diff, old, value) -> Form.node(diff, old, (JsonNode) value);
        }
        if (type.isArray()) {
            return array(type.getComponentType());
        }
        if (annotated(type)) {
            return opaque(type);
        }
        if (type == Optional.class) {
            return Form.OPTIONAL;
        }
        if (Map.class.isAssignableFrom(type)) {
            return Form.MAP;
        }
        if (Collection.class.isAssignableFrom(type)) {
            return Form.COLLECTION;
        }
        return Enum.class.isAssignableFrom(type) ? Form.constants() : BeanForm.of(type);
    }

    /** Left to Jackson, which does not know what our annotations ask for. */
    private static Form opaque(Class<?> type) {
        for (RecordComponent component : type.isRecord() ? type.getRecordComponents() : new RecordComponent[0]) {
            if (Cells.grid(component) != null) {
                throw new IllegalArgumentException(type.getSimpleName() + " has Jackson's annotations besides those of "
                        + component.getName() + ": a record has either");
            }
        }
        return Form.OPAQUE;
    }

    private static Form array(Class<?> component) {
        if (component == byte.class || component == char.class) {
            return Form.OPAQUE; // Jackson writes them as strings
        }
        return component.isPrimitive() ? Form.PRIMITIVES : Form.OBJECTS;
    }

    /** Whether Jackson's annotations say how the class is written. */
    static boolean annotated(Class<?> type) {
        return hierarchy(type)
                .flatMap(each -> Stream.of(
                                Stream.<AnnotatedElement>of(each),
                                Stream.of(each.getDeclaredFields()),
                                Stream.of(each.getDeclaredMethods()))
                        .flatMap(elements -> elements))
                .flatMap(element -> Stream.of(element.getDeclaredAnnotations()))
                .anyMatch(Forms::isJacksons);
    }

    private static Stream<Class<?>> hierarchy(Class<?> type) {
        Stream<Class<?>> above =
                Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.<Class<?>>of(type.getInterfaces()));
        return Stream.concat(Stream.of(type), above.flatMap(Forms::hierarchy));
    }

    private static boolean isJacksons(Annotation annotation) {
        Class<?> type = annotation.annotationType();
        return type != Unpublished.class
                && (type.isAnnotationPresent(JacksonAnnotation.class)
                        || type.isAnnotationPresent(JacksonAnnotationsInside.class));
    }
}
