package dev.playflux.codec;

import dev.playflux.message.Message;

/** An envelope that arrived. */
public sealed interface Received {

    /** A well-formed one. Its action may be unknown or reserved. */
    record Wellformed(Message message) implements Received {}

    /** One that breaks the envelope's table or a limit of shape: {@code bad_message}. */
    record Malformed(String problem) implements Received {}

    /** A record of a kind that this version does not know: skipped, but it counts for the rate. */
    record Unknown(int kind) implements Received {}
}
