package dev.playflux.message;

import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * One envelope: an action and its body. Immutable, safe to share between threads.
 *
 * @param action what it is; names that start with {@code $} belong to the protocol
 * @param body its data, decoded when somebody asks for a type
 * @param seq the number of a reliable message of this direction, from 1; 0 if it is delivered at most once
 * @param ask whether the sender wants a reply; only with {@code seq}
 * @param input the client's own running number of a game input, from 1; 0 if it is none
 */
public record Message(String action, Body body, long seq, boolean ask, long input) {

    /** A message of an action, delivered at most once. */
    public static Message of(String action, @Nullable Object data) {
        return new Message(action, Body.of(data), 0, false, 0);
    }

    /** A message named after the class of its data, see {@link Action}. */
    public static Message of(Object data) {
        return of(Action.Names.of(data.getClass()), data);
    }

    /** This message as the reliable one of number {@code seq}. */
    public Message withSeq(long seq) {
        return new Message(action, body, seq, ask, input);
    }

    /** This message as a question, which its reliable number makes whole. */
    public Message asking() {
        return new Message(action, body, seq, true, input);
    }

    /** This message as the client's input number {@code input}. */
    public Message withInput(long input) {
        return new Message(action, body, seq, ask, input);
    }

    /**
     * The body as a value of {@code type}; null if the body is null. {@code Body.class} gives the body itself, which
     * travels on unchanged.
     *
     * @throws BadData if the body does not fit the type
     */
    @SuppressWarnings("unchecked") // the box of a primitive is its T
    public <T> @Nullable T as(Class<T> type) {
        Object value = type == Body.class ? body : body.as(type);
        Class<?> boxed = type.isPrimitive() ? MethodType.methodType(type).wrap().returnType() : type;
        return (T) boxed.cast(value);
    }

    /** The same for a generic type, {@code List<Integer>} for one. */
    public @Nullable Object as(Type type) {
        return body.as(type);
    }
}
