package dev.playflux.codec;

import dev.playflux.message.Limits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The check of a message's shape, fed token by token: depth, strings, names, numbers, duplicates. It keeps the first
 * problem of an envelope and from there on only counts the depth, so that the envelopes behind it are found.
 */
final class Shape {
    /** With fewer digits a number is finite, if it has no exponent. */
    private static final int LONGEST_FINITE = 300;

    private final JsonParser parser;
    private final Limits.Shape limits;
    private @Nullable MemberNames[] names = new MemberNames[4];
    private int depth;
    private @Nullable String problem;
    private boolean verbatim = true;

    Shape(JsonParser parser, Limits.Shape limits) {
        this.parser = parser;
        this.limits = limits;
    }

    /** What is wrong with the envelope; null if nothing is so far. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Forgets the problem: another envelope begins. */
    void reset() {
        problem = null;
    }

    /** Keeps a problem, unless there is one. */
    void fail(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    /** The parser stands at the start of an array or object. */
    void enter() {
        if (++depth > limits.depth()) {
            fail("nested deeper than " + limits.depth());
        } else if (problem == null && parser.currentToken() == JsonToken.START_OBJECT) {
            names().clear();
        }
    }

    /** The parser stands at the end of an array or object. */
    void leave() {
        depth--;
    }

    /** The parser stands at a member's name. */
    void name() {
        if (problem != null) {
            return;
        }
        text("a name", limits.nameBytes());
        String name = parser.currentName();
        if (problem == null && !names().add(name)) {
            problem = "a second member '" + name + "'";
        }
        verbatim &= !Json.forbidden(name);
    }

    /**
     * The parser stands at a value, which is checked to its end. Whether it may be sent to others as it is: it has no
     * forbidden names and no integers that are not exact in a browser.
     */
    boolean value() {
        verbatim = true;
        int outer = depth;
        token(parser.currentToken());
        while (depth > outer) {
            token(parser.nextToken());
        }
        return verbatim;
    }

    private void token(JsonToken token) {
        switch (token) {
            case START_OBJECT, START_ARRAY -> enter();
            case END_OBJECT, END_ARRAY -> leave();
            case PROPERTY_NAME -> name();
            case VALUE_STRING -> text("a string", limits.stringBytes());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(token == JsonToken.VALUE_NUMBER_INT);
            default -> {}
        }
    }

    private void text(String what, int most) {
        if (problem != null) {
            return;
        }
        // The characters first: they make the parser finish the token, on which the other two depend.
        char[] chars = parser.getStringCharacters();
        int length = Text.utf8Length(chars, parser.getStringOffset(), parser.getStringLength());
        if (length > most) {
            problem = what + " longer than " + most + " bytes";
        } else if (length < 0) {
            problem = Text.PROBLEM + " in " + what;
        }
    }

    private void number(boolean integer) {
        if (problem != null) {
            return;
        }
        int length = parser.getStringLength();
        if (length > limits.numberChars()) {
            problem = "a number longer than " + limits.numberChars() + " characters";
        } else if ((length > LONGEST_FINITE || (!integer && exponent(length)))
                && !Double.isFinite(parser.getDoubleValue())) {
            problem = "a number that is not finite";
        } else if (integer) {
            verbatim &= length < 16 || (length < 18 && Json.exact(parser.getLongValue()));
        }
    }

    private boolean exponent(int length) {
        char[] chars = parser.getStringCharacters();
        int offset = parser.getStringOffset();
        for (int i = offset; i < offset + length; i++) {
            if ((chars[i] | 0x20) == 'e') {
                return true;
            }
        }
        return false;
    }

    private MemberNames names() {
        if (depth >= names.length) {
            names = Arrays.copyOf(names, 2 * depth);
        }
        MemberNames here = names[depth];
        if (here == null) {
            here = new MemberNames();
            names[depth] = here;
        }
        return here;
    }
}
