/**
 * The JVM client, and the loop that runs its callbacks on a thread of the game's own.
 */
@NullMarked
package dev.playflux.client;

import org.jspecify.annotations.NullMarked;
