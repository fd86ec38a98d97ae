package dev.playflux.recording;

import dev.playflux.message.PlayfluxException;
import org.jspecify.annotations.Nullable;

/** A file that is no recording, or a damaged one; the message says what is wrong and where. */
public final class Unreadable extends PlayfluxException {
    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public Unreadable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
