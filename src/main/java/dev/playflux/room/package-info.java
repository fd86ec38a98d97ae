/**
 * Games and rooms: one writer, a fixed step, reducers, views.
 */
@NullMarked
package dev.playflux.room;

import org.jspecify.annotations.NullMarked;
