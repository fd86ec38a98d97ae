package dev.playflux.message;

/** A body that does not fit the type asked for; the message names the field. Carries no stack trace. */
public final class BadData extends PlayfluxException {
    private static final long serialVersionUID = 1;

    /** What does not fit, and where. */
    public BadData(String message) {
        super(message, false);
    }
}
