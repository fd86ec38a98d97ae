/** Chat: one room, who is in it, and what was said. */
@NullMarked
package chat;

import org.jspecify.annotations.NullMarked;
