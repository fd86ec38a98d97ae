package dev.playflux.client;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.PlayfluxException;
import org.jspecify.annotations.Nullable;

/** The server did not welcome the client: what it refused, or how the socket closed. */
public final class ConnectFailed extends PlayfluxException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Failure failure;
    private final transient CloseReason reason;

    ConnectFailed(@Nullable Failure failure, CloseReason reason) {
        super(
                failure == null
                        ? "the server closed with " + reason.code() + " " + reason.reason()
                        : "the server refused: " + failure.code() + ", " + failure.message());
        this.failure = failure;
        this.reason = reason;
    }

    /** What the server refused; null if it just closed. */
    public @Nullable Failure failure() {
        return failure;
    }

    /** How the socket closed. */
    public CloseReason reason() {
        return reason;
    }
}
