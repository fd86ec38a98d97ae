/** People, as the examples in which they meet see them: what they call themselves and what they write. */
@NullMarked
package people;

import org.jspecify.annotations.NullMarked;
