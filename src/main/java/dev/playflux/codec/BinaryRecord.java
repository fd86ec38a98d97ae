package dev.playflux.codec;

import dev.playflux.message.BadData;
import dev.playflux.message.Body;
import java.lang.reflect.Type;

/**
 * The body of a record whose bytes are not CBOR, as yet unread: of {@code $state}, and of {@code $view}, under which name
 * the announcement of a view arrives. A range of the message's bytes, never changed.
 *
 * @param bytes of the message
 * @param offset where the body starts
 * @param length of the body
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record BinaryRecord(byte[] bytes, int offset, int length) implements Body {

    /** The kind of a message. */
    public static final int MESSAGE = 1;
    /** The kind of a {@code $state}. */
    public static final int STATE = 2;
    /** The kind of an {@code $ack}. */
    public static final int ACK = 3;
    /** The kind of a {@code $ping}. */
    public static final int PING = 4;
    /** The kind of a {@code $pong}. */
    public static final int PONG = 5;
    /** The kind of a view's announcement. */
    public static final int VIEW = 6;

    @Override
    public Object as(Type type) {
        throw new BadData("a binary record is no " + type.getTypeName());
    }

    /** Reads it from its start. */
    public CborInput input() {
        return CborInput.of(bytes, offset, length);
    }
}
