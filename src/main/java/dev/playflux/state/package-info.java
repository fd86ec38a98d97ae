/**
 * State sync: what changed since which tick, and the replica that follows it.
 */
@NullMarked
package dev.playflux.state;

import org.jspecify.annotations.NullMarked;
