package dev.playflux.recording;

import dev.playflux.message.PlayfluxException;

/** A recording of another game, or of an older version of it; the message says what exactly does not fit any more. */
public final class DoesNotFit extends PlayfluxException {
    private static final long serialVersionUID = 1;

    /** What does not fit. */
    public DoesNotFit(String message) {
        super(message);
    }
}
