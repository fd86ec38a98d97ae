package dev.playflux.transport;

import java.util.concurrent.Executor;

/** A network thread. Two links with the same loop can be served by one task. Equal by identity. */
public interface Loop extends Executor {

    /** Whether the caller runs on it. */
    boolean here();
}
