package dev.playflux.client;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.PlayfluxException;
import dev.playflux.transport.HttpRefused;
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

    /** Nobody was reached, or who was refused the socket. */
    ConnectFailed(PlayfluxException unreachable) {
        super(String.valueOf(unreachable.getMessage()), unreachable);
        this.failure = null;
        this.reason = unreachable instanceof HttpRefused refused
                ? refused.reason()
                : new CloseReason(CloseReason.LOST.code(), String.valueOf(unreachable.getMessage()));
    }

    /**
     * What programs read, as of a connection that ends later: a server that has too much to do or goes away is a {@code SHUTDOWN},
     * and one with a fault {@code LOST}. Whatever else was refused is {@code REFUSED}, a join by the game's own code too.
     */
    public Disconnected.Reason why() {
        if (failure == null) {
            return Disconnected.Reason.of(reason);
        }
        return switch (Disconnected.Reason.of(failure.close())) {
            case SHUTDOWN -> Disconnected.Reason.SHUTDOWN;
            case LOST -> Disconnected.Reason.LOST;
            default -> Disconnected.Reason.REFUSED;
        };
    }

    /** What the server refused; null if it just closed. */
    public @Nullable Failure failure() {
        return failure;
    }

    /** How the socket closed, or would have: HTTP 503 is 1013, a refusal with 4xx is 1008, and who cannot be reached 1006. */
    public CloseReason reason() {
        return reason;
    }
}
