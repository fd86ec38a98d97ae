/** Pong: two play, all others watch. */
@NullMarked
package pong;

import org.jspecify.annotations.NullMarked;
