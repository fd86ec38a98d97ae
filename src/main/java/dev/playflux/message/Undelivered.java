package dev.playflux.message;

/** Why a reliable message, or the answer to a question, will not come any more, as far as its sender can know. */
public final class Undelivered extends PlayfluxException {
    private static final long serialVersionUID = 1;

    private final Cause reason;

    /** A failure to deliver. */
    public Undelivered(Cause reason, String message) {
        super(message, false);
        this.reason = reason;
    }

    /** A message of a session that has ended. */
    public static Undelivered sessionLost(String why) {
        return new Undelivered(Cause.SESSION_LOST, "the session is lost: " + why);
    }

    /** What happened. */
    public Cause reason() {
        return reason;
    }

    /** What can happen to a reliable message. */
    public enum Cause {
        /** Nothing was heard of it in time; it may still arrive. */
        TIMEOUT,
        /** The session ended, or its peer forgot it; the message may have arrived. */
        SESSION_LOST,
        /** Too much waits for its acknowledgement already; the message was not sent. */
        OVERFLOW,
        /** The reducer that sent it threw; the message was not sent. */
        DISCARDED
    }
}
