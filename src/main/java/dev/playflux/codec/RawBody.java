package dev.playflux.codec;

import dev.playflux.message.Body;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** The data of a received message, checked but not decoded: a range of the message's bytes. */
final class RawBody implements Body {
    private final Format format;
    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final boolean verbatim;
    // Racy on purpose: what it refers to is immutable, and two threads that ask at once only decode twice.
    private @Nullable Decoded last;

    /** A range of bytes; {@code verbatim} if it may be sent to others as it is. */
    RawBody(Format format, byte[] bytes, int offset, int length, boolean verbatim) {
        this.format = format;
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.verbatim = verbatim;
    }

    @Override
    public @Nullable Object as(Type type) {
        Decoded known = last;
        if (known == null || !known.type.equals(type)) {
            known = new Decoded(type, Readers.read(format, type, bytes, offset, length));
            last = known;
        }
        return known.value;
    }

    /** Whether its bytes may be sent as they are to others that take this format. */
    boolean verbatim(Format wanted) {
        return verbatim && format == wanted;
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(bytes, offset, length);
    }

    void writeTo(CborOutput out) {
        out.raw(bytes, offset, length);
    }

    private record Decoded(Type type, @Nullable Object value) {}
}
