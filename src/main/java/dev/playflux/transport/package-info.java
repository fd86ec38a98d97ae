/**
 * Sockets as links: whole messages in, whole messages out; over WebSockets or in memory.
 */
@NullMarked
package dev.playflux.transport;

import org.jspecify.annotations.NullMarked;
