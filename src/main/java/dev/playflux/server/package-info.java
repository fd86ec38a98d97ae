/**
 * The server: games and connections behind one port.
 */
@NullMarked
package dev.playflux.server;

import org.jspecify.annotations.NullMarked;
