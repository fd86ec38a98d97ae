package dev.playflux.transport;

import java.util.concurrent.Executor;

/**
 * A network thread. Two links with the same loop can be served by one task. Equal by identity. A task handed over after
 * its end is dropped: a real loop ends with its listener, one in memory with its link. By then every link of it has heard
 * {@link Receiver#closed}.
 */
public interface Loop extends Executor {

    /** Whether the caller runs on it. */
    boolean here();
}
