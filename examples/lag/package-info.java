/** Lag: the time that a message takes there and back, drawn while the line gets worse. */
@NullMarked
package lag;

import org.jspecify.annotations.NullMarked;
