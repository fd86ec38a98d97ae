/**
 * The command that plays a recording again. Needs {@code info.picocli:picocli}, an optional dependency.
 */
@NullMarked
package dev.playflux.replay;

import org.jspecify.annotations.NullMarked;
