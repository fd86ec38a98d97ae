package dev.playflux.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.core.util.JsonGeneratorDelegate;

/**
 * The rules of what is written, below all serialisers, so that none gets around them: records, maps, trees and arrays
 * alike.
 */
final class CheckedGenerator extends JsonGeneratorDelegate {
    private static final String TEXT = Text.PROBLEM + " in a string";

    CheckedGenerator(JsonGenerator json) {
        super(json, false);
    }

    @Override
    public JsonGenerator writeName(String name) {
        check(Text.isText(name), Paths::ofObject, TEXT);
        checkName(name);
        delegate.writeName(name);
        return this;
    }

    @Override
    public JsonGenerator writeName(SerializableString name) {
        checkName(name.getValue());
        delegate.writeName(name);
        return this;
    }

    @Override
    public JsonGenerator writeString(@Nullable String text) {
        check(text == null || Text.isText(text), Paths::ofNextValue, TEXT);
        delegate.writeString(text);
        return this;
    }

    @Override
    public JsonGenerator writeString(char[] text, int offset, int length) {
        return writeString(new String(text, offset, length));
    }

    @Override
    public JsonGenerator writeString(SerializableString text) {
        return writeString(text.getValue());
    }

    @Override
    public JsonGenerator writeNumber(double number) {
        if (Double.isFinite(number)) {
            delegate.writeNumber(number);
        } else {
            delegate.writeNull();
        }
        return this;
    }

    @Override
    public JsonGenerator writeNumber(float number) {
        return writeNumber((double) number);
    }

    @Override
    public JsonGenerator writeNumber(long number) {
        if (Json.exact(number)) {
            delegate.writeNumber(number);
        } else {
            delegate.writeString(Long.toString(number));
        }
        return this;
    }

    @Override
    public JsonGenerator writeNumber(@Nullable BigInteger number) {
        if (number == null) {
            delegate.writeNull();
        } else if (number.bitLength() < Long.SIZE) {
            writeNumber(number.longValue());
        } else {
            delegate.writeString(number.toString());
        }
        return this;
    }

    @Override
    public JsonGenerator writeNumber(@Nullable BigDecimal number) {
        if (number == null || !Double.isFinite(number.doubleValue())) {
            delegate.writeNull();
        } else {
            delegate.writeNumber(number);
        }
        return this;
    }

    @Override
    public JsonGenerator writePropertyId(long id) {
        return writeName(Long.toString(id));
    }

    @Override
    public JsonGenerator writeArray(double[] array, int offset, int length) {
        delegate.writeStartArray(array, length);
        for (int i = offset; i < offset + length; i++) {
            writeNumber(array[i]);
        }
        delegate.writeEndArray();
        return this;
    }

    @Override
    public JsonGenerator writeArray(long[] array, int offset, int length) {
        delegate.writeStartArray(array, length);
        for (int i = offset; i < offset + length; i++) {
            writeNumber(array[i]);
        }
        delegate.writeEndArray();
        return this;
    }

    @Override
    public JsonGenerator writeArray(String[] array, int offset, int length) {
        delegate.writeStartArray(array, length);
        for (int i = offset; i < offset + length; i++) {
            writeString(array[i]);
        }
        delegate.writeEndArray();
        return this;
    }

    private void checkName(String name) {
        if (Json.forbidden(name)) {
            check(false, Paths::ofObject, "a member must not be named '" + name + "'");
        }
    }

    private void check(boolean holds, Function<TokenStreamContext, String> path, String problem) {
        if (!holds) {
            throw new Unwritable(this, Paths.at(path.apply(delegate.streamWriteContext()), problem));
        }
    }

    /** A value that breaks the rules; names its path, which trees do not add to exceptions. */
    static final class Unwritable extends StreamWriteException {
        private static final long serialVersionUID = 1;

        Unwritable(JsonGenerator json, String problem) {
            super(json, problem);
        }
    }
}
