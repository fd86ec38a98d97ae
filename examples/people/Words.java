package people;

import java.util.Set;

/** What people write to each other, fit to be shown. */
public final class Words {
    /** They draw nothing, or change how their neighbours are drawn: the order of reading, for one. */
    private static final Set<Integer> UNSEEN = Set.of(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR,
            (int) Character.PRIVATE_USE,
            (int) Character.SURROGATE);

    private static final Set<Integer> MARKS = Set.of(
            (int) Character.NON_SPACING_MARK, (int) Character.ENCLOSING_MARK, (int) Character.COMBINING_SPACING_MARK);

    /** Families of emoji, and words of some languages, are joined, or kept apart, by these. */
    private static final Set<Integer> JOINERS = Set.of(0x200c, 0x200d);

    private Words() {}

    /** The text in one line, without what cannot be seen, and without space around it. */
    public static String clean(String text) {
        return text.codePoints()
                .map(c -> Character.isWhitespace(c) ? ' ' : c)
                .filter(c -> JOINERS.contains(c) || !UNSEEN.contains(Character.getType(c)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    /** How many characters a text has, an emoji counted as one. */
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** No more of a text than so many characters. */
    static String cut(String text, int longest) {
        return length(text) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest)).strip();
    }

    /** Whether there is anything to see: marks need a letter to stand on. */
    public static boolean visible(String text) {
        return text.codePoints()
                .anyMatch(c ->
                        !Character.isWhitespace(c) && !JOINERS.contains(c) && !MARKS.contains(Character.getType(c)));
    }
}
