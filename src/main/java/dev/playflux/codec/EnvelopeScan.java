package dev.playflux.codec;

import dev.playflux.message.Action;
import dev.playflux.message.Body;
import dev.playflux.message.Message;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The envelope at which the parser stands: read member by member, one after the other with the same instance. */
final class EnvelopeScan {
    private static final int LONGEST_ACTION = 64;
    private static final Body NOTHING = Body.of(null);

    private final JsonParser parser;
    private final byte[] bytes;
    private final Shape shape;

    private @Nullable String action;
    private Body body = NOTHING;
    private long seq;
    private boolean ask;
    private long input;

    EnvelopeScan(JsonParser parser, byte[] bytes, Shape shape) {
        this.parser = parser;
        this.bytes = bytes;
        this.shape = shape;
    }

    /** Reads to the end of the value at which the parser stands. */
    Received read() {
        reset();
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            members();
            complete();
        } else {
            parser.skipChildren();
            shape.fail("an envelope is an object");
        }
        String problem = shape.problem();
        return problem != null
                ? new Received.Malformed(problem)
                : new Received.Wellformed(new Message(Objects.requireNonNull(action), body, seq, ask, input));
    }

    private void reset() {
        shape.reset();
        action = null;
        body = NOTHING;
        seq = 0;
        ask = false;
        input = 0;
    }

    private void members() {
        shape.enter();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            shape.name();
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "action" -> action = action();
                case "data" -> body = data();
                case "seq" -> seq = integer("seq");
                case "ask" -> ask = yes();
                case "input" -> input = integer("input");
                default -> shape.value();
            }
        }
        shape.leave();
    }

    private void complete() {
        if (action == null) {
            shape.fail("no 'action'");
        }
        if (ask && seq == 0) {
            shape.fail("'ask' needs a 'seq'");
        }
    }

    private @Nullable String action() {
        boolean string = parser.currentToken() == JsonToken.VALUE_STRING;
        shape.value();
        if (string && shape.problem() == null) {
            String name = parser.getString();
            if (name.startsWith("$") ? name.length() <= LONGEST_ACTION : Action.Names.legal(name)) {
                return name;
            }
        }
        shape.fail("'action' is a letter or '_', then at most 63 of letters, digits and '_.:-'");
        return null;
    }

    private Body data() {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return NOTHING;
        }
        int start = (int) parser.currentTokenLocation().getByteOffset();
        boolean verbatim = shape.value();
        int end = (int) parser.currentLocation().getByteOffset();
        return shape.problem() == null ? new RawBody(Format.JSON, bytes, start, end - start, verbatim) : NOTHING;
    }

    private long integer(String name) {
        boolean number = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
        boolean exact = shape.value();
        long value = number && exact && shape.problem() == null ? parser.getLongValue() : 0;
        if (value < 1) {
            shape.fail("'" + name + "' is an integer from 1 to 2^53 - 1");
        }
        return value;
    }

    private boolean yes() {
        boolean yes = parser.currentToken() == JsonToken.VALUE_TRUE;
        shape.value();
        if (!yes) {
            shape.fail("'ask' is true or absent");
        }
        return yes;
    }
}
