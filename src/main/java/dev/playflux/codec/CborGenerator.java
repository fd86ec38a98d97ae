package dev.playflux.codec;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteCapability;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TreeNode;
import tools.jackson.core.Version;
import tools.jackson.core.util.JacksonFeatureSet;
import tools.jackson.core.util.SimpleStreamWriteContext;

/**
 * Lets Jackson's serialisers write CBOR of definite lengths. Jackson's own generator gives objects no length, since a
 * serialiser tells none; here a head is put before the members when they have been counted. What the protocol forbids
 * in a value is {@link CheckedGenerator}'s to find.
 */
final class CborGenerator extends JsonGenerator {
    private static final StreamWriteConstraints CONSTRAINTS =
            JsonMappers.MAPPER.tokenStreamFactory().streamWriteConstraints();
    private static final JacksonFeatureSet<StreamWriteCapability> NO_CAPABILITIES =
            JacksonFeatureSet.fromDefaults(StreamWriteCapability.values());

    private final CborBytes out;
    private final ObjectWriteContext serialisers = ObjectWriteContext.empty();
    private SimpleStreamWriteContext context = SimpleStreamWriteContext.createRootContext(null);
    private int[] starts = new int[8];
    private int[] sizes = new int[8];

    CborGenerator(CborBytes out) {
        this.out = out;
    }

    private CborBytes value() {
        context.writeValue();
        return out;
    }

    private void open(SimpleStreamWriteContext inside, int expected) {
        context = inside;
        int depth = inside.getNestingDepth();
        CONSTRAINTS.validateNestingDepth(depth);
        if (depth == starts.length) {
            starts = Arrays.copyOf(starts, 2 * depth);
            sizes = Arrays.copyOf(sizes, 2 * depth);
        }
        starts[depth] = out.length();
        sizes[depth] = out.open(expected);
    }

    private JsonGenerator close(int major) {
        int depth = context.getNestingDepth();
        out.close(starts[depth], sizes[depth], major, context.getEntryCount());
        context = context.clearAndGetParent();
        return this;
    }

    @Override
    public JsonGenerator writeStartArray() {
        return writeStartArray(null, 0);
    }

    @Override
    public JsonGenerator writeStartArray(@Nullable Object current) {
        return writeStartArray(current, 0);
    }

    @Override
    public JsonGenerator writeStartArray(@Nullable Object current, int size) {
        value();
        open(context.createChildArrayContext(current), size);
        return this;
    }

    @Override
    public JsonGenerator writeEndArray() {
        return close(CborBytes.ARRAY);
    }

    @Override
    public JsonGenerator writeStartObject() {
        return writeStartObject(null, 0);
    }

    @Override
    public JsonGenerator writeStartObject(@Nullable Object current) {
        return writeStartObject(current, 0);
    }

    @Override
    public JsonGenerator writeStartObject(@Nullable Object current, int size) {
        value();
        open(context.createChildObjectContext(current), size);
        return this;
    }

    @Override
    public JsonGenerator writeEndObject() {
        return close(CborBytes.MAP);
    }

    @Override
    public JsonGenerator writeName(String name) {
        context.writeName(name);
        out.text(name);
        return this;
    }

    @Override
    public JsonGenerator writeName(SerializableString name) {
        context.writeName(name.getValue());
        out.utf8(name.asUnquotedUTF8());
        return this;
    }

    @Override
    public JsonGenerator writePropertyId(long id) {
        return writeName(Long.toString(id));
    }

    @Override
    public JsonGenerator writeString(@Nullable String text) {
        if (text == null) {
            return writeNull();
        }
        value().text(text);
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
    public JsonGenerator writeBinary(Base64Variant variant, byte[] bytes, int offset, int length) {
        value().binary(bytes, offset, length);
        return this;
    }

    @Override
    public JsonGenerator writeNumber(short number) {
        return writeNumber((long) number);
    }

    @Override
    public JsonGenerator writeNumber(int number) {
        return writeNumber((long) number);
    }

    @Override
    public JsonGenerator writeNumber(long number) {
        value().integer(number);
        return this;
    }

    @Override
    public JsonGenerator writeNumber(BigInteger number) {
        return writeNumber(number.longValueExact());
    }

    @Override
    public JsonGenerator writeNumber(double number) {
        value().number(number);
        return this;
    }

    @Override
    public JsonGenerator writeNumber(float number) {
        return writeNumber((double) number);
    }

    @Override
    public JsonGenerator writeNumber(BigDecimal number) {
        return writeNumber(number.doubleValue());
    }

    @Override
    public JsonGenerator writeNumber(String number) {
        return writeNumber(new BigDecimal(number));
    }

    @Override
    public JsonGenerator writeBoolean(boolean truth) {
        value().truth(truth);
        return this;
    }

    @Override
    public JsonGenerator writeNull() {
        value().nothing();
        return this;
    }

    // What a value of this library never needs.

    @Override
    public JsonGenerator writeString(Reader text, int length) {
        throw unsupported();
    }

    @Override
    public JsonGenerator writeRawUTF8String(byte[] text, int offset, int length) {
        throw unsupported();
    }

    @Override
    public JsonGenerator writeUTF8String(byte[] text, int offset, int length) {
        throw unsupported();
    }

    @Override
    public JsonGenerator writeRaw(String text) {
        throw unsupported();
    }

    @Override
    public JsonGenerator writeRaw(String text, int offset, int length) {
        throw unsupported();
    }

    @Override
    public JsonGenerator writeRaw(char[] text, int offset, int length) {
        throw unsupported();
    }

    @Override
    public JsonGenerator writeRaw(char c) {
        throw unsupported();
    }

    @Override
    public JsonGenerator writeRawValue(String text) {
        throw unsupported();
    }

    @Override
    public JsonGenerator writeRawValue(String text, int offset, int length) {
        throw unsupported();
    }

    @Override
    public JsonGenerator writeRawValue(char[] text, int offset, int length) {
        throw unsupported();
    }

    @Override
    public int writeBinary(Base64Variant variant, InputStream bytes, int length) {
        throw unsupported();
    }

    private CheckedGenerator.Unwritable unsupported() {
        return new CheckedGenerator.Unwritable(this, "is written in a way that only JSON has");
    }

    @Override
    public JsonGenerator writePOJO(@Nullable Object value) {
        objectWriteContext().writeValue(this, value);
        return this;
    }

    @Override
    public JsonGenerator writeTree(@Nullable TreeNode tree) {
        objectWriteContext().writeTree(this, tree);
        return this;
    }

    // What Jackson asks of any generator.

    @Override
    public SimpleStreamWriteContext streamWriteContext() {
        return context;
    }

    @Override
    public ObjectWriteContext objectWriteContext() {
        return serialisers;
    }

    @Override
    public @Nullable Object currentValue() {
        return context.currentValue();
    }

    @Override
    public void assignCurrentValue(@Nullable Object value) {
        context.assignCurrentValue(value);
    }

    @Override
    public StreamWriteConstraints streamWriteConstraints() {
        return CONSTRAINTS;
    }

    @Override
    public Object streamWriteOutputTarget() {
        return out;
    }

    @Override
    public int streamWriteOutputBuffered() {
        return out.length();
    }

    @Override
    public JacksonFeatureSet<StreamWriteCapability> streamWriteCapabilities() {
        return NO_CAPABILITIES; // so that what has a text is written as one, as in JSON
    }

    @Override
    public boolean has(StreamWriteCapability capability) {
        return NO_CAPABILITIES.isEnabled(capability);
    }

    @Override
    public JsonGenerator configure(StreamWriteFeature feature, boolean on) {
        return this;
    }

    @Override
    public boolean isEnabled(StreamWriteFeature feature) {
        return false;
    }

    @Override
    public int streamWriteFeatures() {
        return 0;
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public void flush() {}

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public void close() {}
}
