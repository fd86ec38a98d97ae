package dev.playflux.codec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/**
 * What may be absent or null in a record: components that are Optional or marked {@code @Nullable} (any annotation of
 * that name), and the elements of a list, array or map whose type argument is marked. Everything else is required.
 */
final class RecordNullness extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1;
    private static final Set<Class<?>> OPTIONAL =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        boolean known = member instanceof AnnotatedParameter parameter && ofRecord(parameter);
        return known ? !nullable((AnnotatedParameter) member) : null;
    }

    @Override
    public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
        if (!(annotated instanceof AnnotatedParameter parameter) || !ofRecord(parameter)) {
            return JsonSetter.Value.empty();
        }
        Nulls itself = nullable(parameter) || parameter.getRawType().isPrimitive() ? Nulls.DEFAULT : Nulls.FAIL;
        Nulls elements = nullableElements(type(parameter)) ? Nulls.DEFAULT : Nulls.FAIL;
        return JsonSetter.Value.construct(itself, elements);
    }

    private static boolean ofRecord(AnnotatedParameter parameter) {
        return parameter.getDeclaringClass().isRecord() && parameter.getOwner().getAnnotated() instanceof Executable;
    }

    private static boolean nullable(AnnotatedParameter parameter) {
        Executable creator = (Executable) parameter.getOwner().getAnnotated();
        return OPTIONAL.contains(parameter.getRawType())
                || marked(type(parameter))
                || marked(creator.getParameters()[parameter.getIndex()])
                || ignored(creator.getParameters()[parameter.getIndex()]);
    }

    /** Whether it never travels. */
    private static boolean ignored(AnnotatedElement element) {
        for (Annotation annotation : element.getAnnotations()) {
            if (annotation.annotationType().isAnnotationPresent(JsonIgnore.class)) {
                return true;
            }
        }
        return false;
    }

    private static AnnotatedType type(AnnotatedParameter parameter) {
        Executable creator = (Executable) parameter.getOwner().getAnnotated();
        return creator.getAnnotatedParameterTypes()[parameter.getIndex()];
    }

    private static boolean nullableElements(AnnotatedType type) {
        if (type instanceof AnnotatedArrayType array) {
            return marked(array.getAnnotatedGenericComponentType());
        }
        if (type instanceof AnnotatedParameterizedType generic) {
            AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
            return marked(arguments[arguments.length - 1]);
        }
        return true;
    }

    private static boolean marked(AnnotatedElement element) {
        for (Annotation annotation : element.getAnnotations()) {
            if (annotation.annotationType().getSimpleName().equals("Nullable")) {
                return true;
            }
        }
        return false;
    }
}
