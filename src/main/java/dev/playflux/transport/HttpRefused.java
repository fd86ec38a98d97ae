package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import dev.playflux.message.PlayfluxException;
import java.net.URI;

/** A server, or what stands in front of it, answered a handshake with an HTTP status instead of a connection. */
public final class HttpRefused extends PlayfluxException {
    private static final long serialVersionUID = 1;
    private static final int POLICY = 1008;
    private static final int AGAIN_LATER = 1013;

    private final int status;

    /** A refusal by a server at an address, with the reason that it gave or that the status has. */
    public HttpRefused(URI uri, int status, String reason) {
        super(uri + " refused the connection with HTTP " + status + ": " + reason);
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The close that would have said the same: 1013 for 503, 1008 for what the client did wrong, else a lost connection. */
    public CloseReason reason() {
        boolean wrong = status >= 400 && status < 500;
        int code = status == 503 ? AGAIN_LATER : wrong ? POLICY : CloseReason.LOST.code();
        return new CloseReason(code, String.valueOf(getMessage()));
    }
}
