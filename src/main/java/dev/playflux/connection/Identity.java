package dev.playflux.connection;

import org.jspecify.annotations.Nullable;

/**
 * Who a client is, as its authenticator has found out.
 *
 * @param name unique among the users; a session belongs to it, and only it may resume the session
 * @param details what else the game shall know: an account, a rank
 */
public record Identity(String name, @Nullable Object details) {

    /** A user of whom nothing but the name is known. */
    public static Identity of(String name) {
        return new Identity(name, null);
    }

    /** The details if they are of this type, else the name if a String is asked for, else null. */
    public <T> @Nullable T as(Class<T> type) {
        if (type.isInstance(details)) {
            return type.cast(details);
        }
        return type.isInstance(name) ? type.cast(name) : null;
    }
}
