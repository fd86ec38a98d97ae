package dev.playflux.transport;

import dev.playflux.message.PlayfluxException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What a transport throws, in words. */
final class Failures {
    private Failures() {}

    static PlayfluxException taken(String host, int port) {
        return new PlayfluxException(
                "port " + port + " of " + host + " is taken; choose another or 0 for any free one");
    }

    static PlayfluxException unbindable(String host, int port, Throwable cause) {
        return new PlayfluxException("port " + port + " of " + host + " cannot be bound: " + words(cause), cause);
    }

    static PlayfluxException refused(URI uri, int status, String reason) {
        return new HttpRefused(uri, status, reason);
    }

    static PlayfluxException unreachable(URI uri, Throwable cause) {
        return new PlayfluxException(uri + " cannot be reached: " + words(cause), cause);
    }

    private static String words(Throwable thrown) {
        @Nullable String message = thrown.getMessage();
        return message != null ? message : thrown.getClass().getSimpleName();
    }
}
