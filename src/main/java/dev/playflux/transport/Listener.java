package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import reactor.core.publisher.Mono;

/** A bound endpoint. */
public interface Listener {

    /** The port it is bound to, the real one if 0 was asked for. */
    int port();

    /**
     * Stops: no more links are accepted, every open one is closed with the reason, port and threads are freed. Hot, runs
     * once whether subscribed or not; completes when all is freed, within a second.
     */
    Mono<Void> stop(CloseReason reason);

    /** Completes when it has stopped. Hot, replayed. */
    Mono<Void> onStop();
}
