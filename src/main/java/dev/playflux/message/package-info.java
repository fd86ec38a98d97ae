/** Messages and their parts: what travels between players and servers. */
@NullMarked
package dev.playflux.message;

import org.jspecify.annotations.NullMarked;
