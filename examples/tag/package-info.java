/** Tag: people and bots chase each other on a field with obstacles. */
@NullMarked
package tag;

import org.jspecify.annotations.NullMarked;
