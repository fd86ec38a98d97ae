/** Duel: rock, paper, scissors for two. */
@NullMarked
package duel;

import org.jspecify.annotations.NullMarked;
