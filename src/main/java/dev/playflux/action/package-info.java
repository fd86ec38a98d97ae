/**
 * Operator pipelines keyed by action type.
 */
@NullMarked
package dev.playflux.action;

import org.jspecify.annotations.NullMarked;
