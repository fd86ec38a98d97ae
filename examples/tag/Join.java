package tag;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a player says when joining.
 *
 * @param name anything at all: what is no good name gives a default, it does not keep a player out
 * @param bot whether a program steers; absent is no
 */
public record Join(@Nullable Object name, @Nullable Boolean bot) {
    private static final String NAMELESS = "Runner";
    private static final int LONGEST = 16;

    /** They draw nothing, or change how their neighbours are drawn: the order of reading, for one. */
    private static final Set<Integer> UNPRINTABLE = Set.of(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR,
            (int) Character.PRIVATE_USE,
            (int) Character.SURROGATE,
            (int) Character.UNASSIGNED);

    /** The name to show: 1 to 16 printable characters. */
    String shownName() {
        String stripped = name instanceof String text ? text.strip() : "";
        long length = stripped.codePoints().count();
        boolean printable = stripped.codePoints().mapToObj(Character::getType).noneMatch(UNPRINTABLE::contains);
        return length >= 1 && length <= LONGEST && printable ? stripped : NAMELESS;
    }

    boolean program() {
        return Boolean.TRUE.equals(bot);
    }
}
