package dev.playflux.message;

import org.jspecify.annotations.Nullable;

/** The root of everything that Playflux throws: what went wrong, where, and what to do. */
public class PlayfluxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Names the fault.
     *
     * @param message what went wrong, where, the offending value and what to do
     */
    public PlayfluxException(String message) {
        super(message);
    }

    /**
     * Names the fault and what led to it.
     *
     * @param message what went wrong, where, the offending value and what to do
     * @param cause what led to it, or null
     */
    public PlayfluxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
