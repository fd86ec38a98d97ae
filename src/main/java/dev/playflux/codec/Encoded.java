package dev.playflux.codec;

import java.util.List;

/**
 * An envelope, or a whole message of the WebSocket, already in bytes: parts that are written one after the other.
 * Parts are shared between connections and never changed.
 *
 * @param parts the bytes
 * @param length their sum
 */
public record Encoded(List<byte[]> parts, int length) {

    /** One part. */
    public static Encoded of(byte[] bytes) {
        return new Encoded(List.of(bytes), bytes.length);
    }

    /** Several parts in order. */
    public static Encoded of(List<byte[]> parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        return new Encoded(parts, length);
    }
}
