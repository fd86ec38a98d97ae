/**
 * Messages to bytes and back.
 */
@NullMarked
package dev.playflux.codec;

import org.jspecify.annotations.NullMarked;
