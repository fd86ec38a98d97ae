package dev.playflux.client;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.PlayfluxException;
import org.jspecify.annotations.Nullable;

/** The server did not welcome the client: what it refused, how the socket closed, or that it cannot be reached. */
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

    /** Nobody was reached. */
    ConnectFailed(PlayfluxException unreachable) {
        super(String.valueOf(unreachable.getMessage()), unreachable);
        this.failure = null;
        this.reason = new CloseReason(CloseReason.LOST.code(), String.valueOf(unreachable.getMessage()));
    }

    /** What programs read. */
    public Disconnected.Reason why() {
        return failure == null ? Disconnected.Reason.of(reason) : Disconnected.Reason.REFUSED;
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
