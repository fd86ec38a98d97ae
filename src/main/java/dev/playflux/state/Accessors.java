package dev.playflux.state;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A record's components as functions, each compiled as a lambda is: no reflection when they are called. */
final class Accessors {
    private Accessors() {}

    @SuppressWarnings("unchecked")
    static ToDoubleFunction<Object> doubles(RecordComponent component) {
        return (ToDoubleFunction<Object>) function(component, ToDoubleFunction.class, "applyAsDouble", double.class);
    }

    @SuppressWarnings("unchecked")
    static ToLongFunction<Object> longs(RecordComponent component) {
        return (ToLongFunction<Object>) function(component, ToLongFunction.class, "applyAsLong", long.class);
    }

    @SuppressWarnings("unchecked")
    static Predicate<Object> booleans(RecordComponent component) {
        return (Predicate<Object>) function(component, Predicate.class, "test", boolean.class);
    }

    @SuppressWarnings("unchecked")
    static Function<Object, @Nullable Object> objects(RecordComponent component) {
        return (Function<Object, @Nullable Object>) function(component, Function.class, "apply", Object.class);
    }

    /** @throws Unfit if the record is not open to us */
    private static Object function(RecordComponent component, Class<?> type, String method, Class<?> result) {
        Class<?> owner = component.getDeclaringRecord();
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
            MethodHandle accessor = lookup.unreflect(component.getAccessor());
            CallSite site = LambdaMetafactory.metafactory(
                    lookup,
                    method,
                    MethodType.methodType(type),
                    MethodType.methodType(result, Object.class),
                    accessor,
                    MethodType.methodType(widened(component.getType(), result), owner));
            return site.getTarget().invoke();
        } catch (Throwable closed) {
            throw new Unfit(owner.getName(), "is not open to this library");
        }
    }

    private static Class<?> widened(Class<?> type, Class<?> result) {
        if (result != Object.class) {
            return type.isPrimitive() ? result : type;
        }
        return MethodType.methodType(type).wrap().returnType();
    }
}
