/** What is measured: the server of the scenarios, and benchmarks of single parts, one question each. */
@NullMarked
package dev.playflux.bench;

import org.jspecify.annotations.NullMarked;
