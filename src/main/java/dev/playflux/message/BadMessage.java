package dev.playflux.message;

/** Bytes that are no message of the protocol, or exceed a limit of shape. Carries no stack trace. */
public final class BadMessage extends PlayfluxException {
    private static final long serialVersionUID = 1;

    /** What is wrong with them. */
    public BadMessage(String message) {
        super(message, false);
    }
}
