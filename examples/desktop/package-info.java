/** Tag in a window of its own: a Java game loop that is a client of the same server as the page. */
@NullMarked
package desktop;

import org.jspecify.annotations.NullMarked;
