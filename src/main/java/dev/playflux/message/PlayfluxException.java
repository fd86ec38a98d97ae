package dev.playflux.message;

import org.jspecify.annotations.Nullable;

<<<<<<< HEAD
/** The root of what the library throws: what went wrong, where, with which value, and what to do. */
public class PlayfluxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An exception without a cause. */
=======
/** The root of everything that Playflux throws: what went wrong, where, and what to do. */
public class PlayfluxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Names the fault.
     *
     * @param message what went wrong, where, the offending value and what to do
     */
>>>>>>> afbdc05545f4a7fdd5da017050b2e93781eb4ebf
    public PlayfluxException(String message) {
        super(message);
    }

<<<<<<< HEAD
    /** An exception with its cause. */
    public PlayfluxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** For answers that are no fault of the program, and therefore need no stack trace. */
    protected PlayfluxException(String message, boolean stackTrace) {
        super(message, null, false, stackTrace);
    }
=======
    /**
     * Names the fault and what led to it.
     *
     * @param message what went wrong, where, the offending value and what to do
     * @param cause what led to it, or null
     */
    public PlayfluxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
>>>>>>> afbdc05545f4a7fdd5da017050b2e93781eb4ebf
}
