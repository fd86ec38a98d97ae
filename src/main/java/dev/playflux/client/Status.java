package dev.playflux.client;

import dev.playflux.message.CloseReason;

/** Whether a client is connected. */
public sealed interface Status {

    /** In the room. */
    record Connected() implements Status {}

    /** The connection is lost; the client tries again. */
    record Reconnecting(CloseReason why, int attempt) implements Status {}

    /** The end. */
    record Closed(CloseReason why) implements Status {}
}
