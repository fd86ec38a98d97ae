package dev.playflux.message;

import org.jspecify.annotations.Nullable;

/** The root of what the library throws: what went wrong, where, with which value, and what to do. */
public class PlayfluxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An exception without a cause. */
    public PlayfluxException(String message) {
        super(message);
    }

    /** An exception with its cause. */
    public PlayfluxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** For answers that are no fault of the program, and therefore need no stack trace. */
    protected PlayfluxException(String message, boolean stackTrace) {
        super(message, null, false, stackTrace);
    }
}
