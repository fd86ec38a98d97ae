/**
 * A connection is two streams: a Flux of inbound messages and a sink for outbound ones.
 */
@NullMarked
package dev.playflux.connection;

import org.jspecify.annotations.NullMarked;
