package dev.playflux.client;

import dev.playflux.message.CloseReason;

/** Whether a client is connected. */
public sealed interface Status {

    /**
     * In the room.
     *
     * @param resumed whether the session goes on after a lost connection: the same player, nothing reliable lost. Else
     *     this is the first connection, or the session was lost and the client has joined anew, as another player
     */
    record Connected(boolean resumed) implements Status {}

    /** The connection is lost; the client tries again. */
    record Reconnecting(CloseReason why, int attempt) implements Status {}

    /** The end. */
    record Closed(CloseReason why) implements Status {}
}
