/** Penguins on ice, for two: who starts the program hosts and plays, a friend joins over the local network. */
@NullMarked
package host;

import org.jspecify.annotations.NullMarked;
