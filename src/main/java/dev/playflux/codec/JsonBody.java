package dev.playflux.codec;

import dev.playflux.message.Body;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** The data of a received message, checked but not decoded: a range of the message's bytes. */
final class JsonBody implements Body {
    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final boolean verbatim;
    // Racy on purpose: what it refers to is immutable, and two threads that ask at once only decode twice.
    private @Nullable Decoded last;

    /** A range of bytes; {@code verbatim} if it may be sent to others as it is. */
    JsonBody(byte[] bytes, int offset, int length, boolean verbatim) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.verbatim = verbatim;
    }

    @Override
    public @Nullable Object as(Type type) {
        Decoded known = last;
        if (known == null || !known.type.equals(type)) {
            known = new Decoded(type, JsonReaders.read(type, bytes, offset, length));
            last = known;
        }
        return known.value;
    }

    /** Whether its bytes may be sent to others as they are. */
    boolean verbatim() {
        return verbatim;
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(bytes, offset, length);
    }

    private record Decoded(Type type, @Nullable Object value) {}
}
