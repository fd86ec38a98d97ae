package dev.playflux.state;

import org.jspecify.annotations.Nullable;

/**
 * What a {@code $welcome} tells of a view.
 *
 * @param name the view's
 * @param schema of its tables, as plain maps and lists; null if it does not travel as tables
 */
public record ViewSchema(String name, @Nullable Object schema) {}
