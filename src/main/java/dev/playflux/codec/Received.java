package dev.playflux.codec;

import dev.playflux.message.Message;

/** An envelope that arrived. */
public sealed interface Received {

    /** A well-formed one. Its action may be unknown or reserved. */
    record Wellformed(Message message) implements Received {}

    /** One that breaks the envelope's table or a limit of shape: {@code bad_message}. */
    record Malformed(String problem) implements Received {}
}
