package dev.playflux.state;

import dev.playflux.codec.BinaryRecord;
import dev.playflux.codec.CborOutput;
import dev.playflux.codec.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * What the wire calls a view, or one key of a view of many. Made once and kept: it holds its name in bytes.
 *
 * @param name the view's
 * @param key the key's text; null where the view is one value
 * @param index what binary states call it: the place in {@code views} of {@code $welcome}, for a key a number beyond those
 * @param member the name of the member in a JSON state, with what stands around it: {@code ,"area/3,4":}
 * @param announcement the record that tells a binary client of this key; empty where there is no key
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ViewName(String name, @Nullable String key, long index, byte[] member, byte[] announcement) {
    private static final byte[] NONE = {};

    /** A view that is one value. */
    public static ViewName of(String name, int index) {
        return new ViewName(name, null, index, member(name), NONE);
    }

    /**
     * The name of one of this view's keys. Its text is what the key would be called as the key of a map: its string, a
     * record's {@code toString}, an enum's name.
     *
     * @param index beyond those of all views, and of no other key in this room
     * @throws IllegalArgumentException if a member must not be named so, such as {@code __proto__}
     */
    public ViewName forKey(Object key, long index) {
        String text = Scalars.unicode(Form.name(key));
        if (Json.forbidden(text)) {
            throw new IllegalArgumentException("must not have a key named '" + text + "'");
        }
        return new ViewName(name, text, index, member(name + "/" + text), announcement(index, text));
    }

    private static byte[] member(String name) {
        StringBuilder quoted = new StringBuilder(name.length() + 8).append(",\"");
        JsonStringEncoder.getInstance().quoteAsString(name, quoted);
        return quoted.append("\":").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Record 0x06: the index, and in CBOR a map of the names and of the view whose schema the key has. */
    private byte[] announcement(long number, String text) {
        return CborOutput.create(64)
                .varint(number)
                .map(3)
                .text("name")
                .text(name)
                .text("key")
                .text(text)
                .text("schema")
                .integer(index)
                .framed(BinaryRecord.VIEW);
    }
}
