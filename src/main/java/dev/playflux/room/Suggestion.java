package dev.playflux.room;

import java.util.Collection;

/** The name that somebody may have meant. */
final class Suggestion {

    private Suggestion() {}

    /** The nearest of the known names as a question, if one is near enough; else what there is. */
    static String among(Collection<String> known, String wrong) {
        String nearest = null;
        int least = 1 + wrong.length() / 2;
        for (String name : known) {
            int distance = distance(name, wrong);
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest != null
                ? "; did you mean '" + nearest + "'?"
                : "; there are " + known.stream().sorted().toList();
    }

    /** The edits between two names, letter case apart (Levenshtein's distance by Wagner and Fischer's table). */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(java.util.Locale.ROOT);
        String b = other.toLowerCase(java.util.Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int edit = Math.min(
                        Math.min(row[j], row[j - 1]) + 1, diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                diagonal = row[j];
                row[j] = edit;
            }
        }
        return row[b.length()];
    }
}
