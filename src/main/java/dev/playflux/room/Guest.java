package dev.playflux.room;

import dev.playflux.connection.Hello;
import dev.playflux.connection.Identity;
import dev.playflux.connection.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Who asks to come in.
 *
 * @param wire how to reach it
 * @param hello what it said
 * @param identity who it is; null where nobody is asked
 */
public record Guest(Wire wire, Hello hello, @Nullable Identity identity) {}
