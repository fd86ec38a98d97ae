package dev.playflux.client;

import dev.playflux.message.PlayfluxException;

/**
 * Messages and other news that a {@link GameLoop} has lost, because too many waited for its pump. Reliable ones too: the client
 * has acknowledged them. Carries no stack trace.
 */
public final class NewsDropped extends PlayfluxException {
    private static final long serialVersionUID = 1;

    private final long count;

    NewsDropped(long count) {
        super(count + " messages were dropped, because too many waited: call GameLoop.pump() more often", false);
        this.count = count;
    }

    /** How many since the last time that this was told. */
    public long count() {
        return count;
    }
}
