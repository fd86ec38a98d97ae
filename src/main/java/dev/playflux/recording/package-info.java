/**
 * What a room's game was given, entry by entry: kept in files, read back, compared by fingerprints.
 */
@NullMarked
package dev.playflux.recording;

import org.jspecify.annotations.NullMarked;
