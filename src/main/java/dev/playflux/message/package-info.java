/**
 * What travels: messages, the names of their actions, the reasons of a close, and the limits of the wire. Knows no other package.
 */
@NullMarked
package dev.playflux.message;

import org.jspecify.annotations.NullMarked;
