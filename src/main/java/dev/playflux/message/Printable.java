package dev.playflux.message;

import org.jspecify.annotations.Nullable;

/**
 * What a stranger has had a hand in, on its way to a log: one short line. Characters that end a line or steer a terminal
 * are escaped, and what is longer than {@value #LONGEST} characters is cut. Nothing is done until it is written.
 *
 * @param value anything
 */
public record Printable(@Nullable Object value) {
    /** The characters of a value that are written. */
    public static final int LONGEST = 256;

    private static final int DEEPEST = 8;

    /** The text of an exception that may quote a stranger. */
    private static final class Quoted extends Throwable {
        private static final long serialVersionUID = 1;

        Quoted(Throwable thrown, @Nullable Throwable cause) {
            super(new Printable(thrown).toString(), cause, false, true);
            setStackTrace(thrown.getStackTrace());
        }
    }

    /** What was thrown: itself if all its texts can be printed, else its texts escaped and cut, with the same stack traces. */
    public static Throwable thrown(Throwable thrown) {
        return clean(thrown, 0) ? thrown : quoted(thrown, 0);
    }

    private static boolean clean(Throwable thrown, int depth) {
        String message = thrown.getMessage();
        if (depth == DEEPEST || (message != null && !message.equals(printed(message)))) {
            return false;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (!clean(suppressed, depth + 1)) {
                return false;
            }
        }
        Throwable cause = thrown.getCause();
        return cause == null || clean(cause, depth + 1);
    }

    private static Throwable quoted(Throwable thrown, int depth) {
        Throwable cause = thrown.getCause();
        return new Quoted(thrown, cause == null || depth == DEEPEST ? null : quoted(cause, depth + 1));
    }

    @Override
    public String toString() {
        return printed(String.valueOf(value));
    }

    private static String printed(String text) {
        StringBuilder printed = new StringBuilder(Math.min(text.length(), LONGEST));
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (i + Character.charCount(c) > LONGEST) {
                return printed.append("… (")
                        .append(text.length())
                        .append(" characters)")
                        .toString();
            }
            print(c, printed);
            i += Character.charCount(c);
        }
        return printed.toString();
    }

    private static void print(int c, StringBuilder printed) {
        switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> printed.append(String.format("\\u%04x", c));
            default -> printed.appendCodePoint(c);
        }
    }
}
