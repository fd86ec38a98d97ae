package dev.playflux.connection;

import dev.playflux.message.BadData;
import dev.playflux.message.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a peer acknowledges in an {@code $ack}.
 *
 * @param tick the last state applied, 0 for none
 * @param seq the last reliable message accepted, 0 for none
 */
public record Ack(long tick, long seq) {

    /**
     * The acknowledgement in an {@code $ack}.
     *
     * @throws BadData if it does not fit
     */
    public static Ack of(Message message) {
        if (message.as(Object.class) instanceof Map<?, ?> data) {
            return new Ack(number("tick", data.get("tick")), number("seq", data.get("seq")));
        }
        throw new BadData("expected an object");
    }

    private static long number(String name, @Nullable Object value) {
        if (value == null) {
            return 0;
        }
        boolean whole = value instanceof Integer || value instanceof Long;
        long number = whole ? ((Number) value).longValue() : 0;
        if (number < 1) {
            throw new BadData(name + ": expected an integer from 1");
        }
        return number;
    }
}
