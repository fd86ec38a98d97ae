package dev.playflux.message;

import org.jspecify.annotations.Nullable;

/** A value that cannot travel; the message names its path. Thrown in the thread of the caller that sends it. */
public final class NotEncodable extends PlayfluxException {
    private static final long serialVersionUID = 1;

    /** What cannot travel, and why. */
    public NotEncodable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
