/**
 * What is counted: an interface whose methods do nothing by default.
 */
@NullMarked
package dev.playflux.metrics;

import org.jspecify.annotations.NullMarked;
