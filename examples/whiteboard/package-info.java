/** Whiteboard: all draw on the same one. */
@NullMarked
package whiteboard;

import org.jspecify.annotations.NullMarked;
