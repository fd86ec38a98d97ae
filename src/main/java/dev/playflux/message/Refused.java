package dev.playflux.message;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a rule: thrown by a game's handler, it reaches the player as a typed {@code $error} and leaves the
 * state untouched. It is no fault of the program: it has no stack trace and {@code onError} does not hear it.
 */
public final class Refused extends PlayfluxException {
    private static final long serialVersionUID = 1;
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private final String code;

    /**
     * A refusal.
     *
     * @param code what programs read, such as {@code not_your_turn}: lower case letters, digits and {@code _}
     * @param message what people read
     */
    public Refused(String code, String message) {
        super(message, false);
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("a code is [a-z][a-z0-9_]{0,63}, was '" + code + "'");
        }
        this.code = code;
    }

    /** What a peer has refused with: a code that breaks the rules of codes is {@code refused}. */
    public static Refused by(@Nullable String code, @Nullable String message) {
        String legal = code != null && CODE.matcher(code).matches() ? code : "refused";
        return new Refused(legal, message == null ? legal : message);
    }

    /** Refuses unless the rule holds. */
    public static void unless(boolean holds, String code, String message) {
        if (!holds) {
            throw new Refused(code, message);
        }
    }

    /** What programs read. */
    public String code() {
        return code;
    }
}
