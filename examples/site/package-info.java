/** The server of the examples. */
@NullMarked
package site;

import org.jspecify.annotations.NullMarked;
