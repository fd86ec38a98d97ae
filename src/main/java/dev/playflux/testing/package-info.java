/**
 * Whole matches in virtual time, over the memory transport.
 */
@NullMarked
package dev.playflux.testing;

import org.jspecify.annotations.NullMarked;
