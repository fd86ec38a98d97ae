package people;

import org.jspecify.annotations.Nullable;

/**
 * What somebody says when joining.
 *
 * @param name anything at all: what is no good name gives a default, it does not keep anybody out
 */
public record Join(@Nullable Object name) {
    private static final String NAMELESS = "Guest";
    private static final int LONGEST = 20;

    /** The name to show: 1 to 20 characters, of which one at least can be seen. */
    public String shownName() {
        return shownName(LONGEST, NAMELESS);
    }

    /** The same for another length, and another default. */
    public String shownName(int longest, String nameless) {
        String clean = name instanceof String text ? Words.cut(Words.clean(text), longest) : "";
        return Words.visible(clean) ? clean : nameless;
    }
}
